namespace Kapprum.Accounts.Upkeep;

/// <summary>The names for which a link was asked for.</summary>
internal sealed class PurgeAskedLinks(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> AskedLinkDays = Setting.Number("accounts.asked-link-days", 1, from: 1, to: 30);

    public string What => "asked-links";

    public Retention Keeps => Retention.Days(AskedLinkDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.asked_link
            where id = any (array(select id from accounts.asked_link where asked_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
