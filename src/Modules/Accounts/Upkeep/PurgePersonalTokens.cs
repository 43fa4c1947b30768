namespace Kapprum.Accounts.Upkeep;

/// <summary>Personal tokens that have expired.</summary>
internal sealed class PurgePersonalTokens(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> PersonalTokenDays = Setting.Number(
        "accounts.personal-token-days",
        0,
        from: 0,
        to: 365
    );

    public string What => "personal-tokens";

    public Retention Keeps => Retention.Days(PersonalTokenDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.personal_token
            where id = any (array(select id from accounts.personal_token where expires_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
