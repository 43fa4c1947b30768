namespace Kapprum.Roster.Import;

/// <summary>
/// The records of uploaded rosters: of those nobody has applied in time, which are outdated then, and what is left of
/// those that have been.
/// </summary>
internal sealed class PurgeImportRecords(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> ImportApplyDays = Setting.Number(
        "roster.import-apply-days",
        7,
        from: 1,
        to: 90
    );

    public string What => "import-records";

    public Retention Keeps => Retention.Days(ImportApplyDays);

    public async Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct)
    {
        await db.Execute(
            """
            update roster.import
            set status = 'outdated'
            where status in ('staged', 'previewed') and uploaded_at < @before
            """,
            new { before },
            ct
        );

        var removed = 0;
        foreach (
            var table in RecordTable
                .All.Select(kind => $"staged_{kind.Table}")
                .Concat(["staged_alias", "import_progress"])
        )
            if (removed < most)
                removed += await db.Execute(
                    $"""
                    delete from roster.{table}
                    where ctid = any (array(
                        select s.ctid
                        from roster.{table} s
                        join roster.import i on i.id = s.import_id
                        where i.status in ('applied', 'outdated')
                        limit @Left))
                    """,
                    new { Left = most - removed },
                    ct
                );
        return removed;
    }
}
