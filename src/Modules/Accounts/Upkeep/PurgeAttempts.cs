namespace Kapprum.Accounts.Upkeep;

/// <summary>Failed attempts to log in.</summary>
internal sealed class PurgeAttempts(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> AttemptDays = Setting.Number("accounts.attempt-days", 90, from: 90, to: 365);

    public string What => "attempts";

    public Retention Keeps => Retention.Days(AttemptDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.throttle
            where key = any (array(select key from accounts.throttle where last_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
