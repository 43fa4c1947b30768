namespace Kapprum.Upkeep;

/// <summary>The log of what was removed.</summary>
internal sealed class PurgePurges(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> PurgeDays = Setting.Number("upkeep.purge-days", 400, from: 30, to: 3650);

    public string What => "purges";

    public Retention Keeps => Retention.Days(PurgeDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from upkeep.purge
            where ctid = any (array(select ctid from upkeep.purge where at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
