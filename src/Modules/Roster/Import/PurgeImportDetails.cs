namespace Kapprum.Roster.Import;

/// <summary>
/// What old imports have changed, rejected and made something else of, record by record. The imports themselves and
/// their counts stay.
/// </summary>
internal sealed class PurgeImportDetails(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> ImportDetailDays = Setting.Number(
        "roster.import-detail-days",
        90,
        from: 90,
        to: 730
    );

    public string What => "import-details";

    public Retention Keeps => Retention.Days(ImportDetailDays);

    public async Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct)
    {
        var removed = 0;
        foreach (var table in (string[])["import_change", "import_rejection", "import_warning"])
            if (removed < most)
                removed += await db.Execute(
                    $"""
                    delete from roster.{table}
                    where ctid = any (array(
                        select d.ctid
                        from roster.{table} d
                        join roster.import i on i.id = d.import_id
                        where i.uploaded_at < @before
                        limit @Left))
                    """,
                    new { before, Left = most - removed },
                    ct
                );
        return removed;
    }
}
