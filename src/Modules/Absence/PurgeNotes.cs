namespace Kapprum.Absence;

/// <summary>
/// The notes on absences of school years that are over (30 June); the setting may keep them some days longer.
/// </summary>
internal sealed class PurgeNotes(NpgsqlConnection db) : IPurge
{
    public string What => "absence-notes";

    public Retention Keeps => Retention.Days(AbsenceSettings.NoteDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct)
    {
        var term = Term.Of(SchoolTime.Day(before));
        return db.Execute(
            """
            update absence.absence
            set note = null
            where id = any (array(
                select id from absence.absence where note is not null and day < @SchoolYear limit @most))
            """,
            new { SchoolYear = (term.IsAutumn ? term : term.Before).First, most },
            ct
        );
    }
}
