namespace Kapprum.Accounts.Upkeep;

/// <summary>Sessions that ended or expired a while ago.</summary>
internal sealed class PurgeSessions(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> SessionDays = Setting.Number("accounts.session-days", 30, from: 30, to: 365);

    public string What => "sessions";

    public Retention Keeps => Retention.Days(SessionDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.session
            where id = any (array(
                select id from accounts.session where expires_at < @before or ended_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
