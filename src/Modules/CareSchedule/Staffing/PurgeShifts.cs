namespace Kapprum.CareSchedule.Staffing;

/// <summary>What adults were planned on dates that are long over, otherwise than usual.</summary>
internal sealed class PurgeShifts(NpgsqlConnection db) : IPurge
{
    public string What => "shifts";

    public Retention Keeps => Retention.Months(StaffingSettings.KeepShifts);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from careschedule.shift_day
            where (unit_id, day) in (select unit_id, day from careschedule.shift_day where day < @Day limit @most)
            """,
            new { Day = SchoolTime.Day(before), most },
            ct
        );
}
