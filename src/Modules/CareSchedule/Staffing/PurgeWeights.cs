using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>That children need more, of those who have no place any more, and what was taken back.</summary>
internal sealed class PurgeWeights(NpgsqlConnection db, ICarePlacements placements, TimeProvider clock) : IPurge
{
    public string What => "staffing-weights";

    public Retention Keeps => Retention.Months(StaffingSettings.KeepWeights);

    public async Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct)
    {
        // Few children need more: all of them are looked at.
        var found = await db.Query<Guid>(
            "select child_id from careschedule.child_weight where set_at < @before and weight is not null",
            new { before },
            ct
        );
        var today = clock.Today();
        var placed = (await placements.On(found, today, today, ct)).Select(placement => placement.ChildId);
        return await db.Execute(
            """
            delete from careschedule.child_weight
            where child_id = any (array(
                select child_id from careschedule.child_weight
                where set_at < @before and (weight is null or child_id = any(@Gone))
                limit @most))
            """,
            new
            {
                before,
                most,
                Gone = found.Except(placed).ToArray(),
            },
            ct
        );
    }
}
