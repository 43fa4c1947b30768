namespace Kapprum.Accounts.Upkeep;

/// <summary>Those who left for a provider and did not come back.</summary>
internal sealed class PurgeAuthenticationRequests(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> AuthenticationRequestDays = Setting.Number(
        "accounts.authentication-request-days",
        1,
        from: 1,
        to: 30
    );

    public string What => "authentication-requests";

    public Retention Keeps => Retention.Days(AuthenticationRequestDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.authentication_request
            where state = any (array(
                select state from accounts.authentication_request where begun_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
