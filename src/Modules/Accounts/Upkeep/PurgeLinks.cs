namespace Kapprum.Accounts.Upkeep;

/// <summary>Links that expired a while ago; until then each can say why it no longer works.</summary>
internal sealed class PurgeLinks(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> LinkDays = Setting.Number("accounts.link-days", 30, from: 0, to: 365);

    public string What => "links";

    public Retention Keeps => Retention.Days(LinkDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.link
            where hash = any (array(select hash from accounts.link where expires_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
