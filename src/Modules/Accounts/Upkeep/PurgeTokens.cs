namespace Kapprum.Accounts.Upkeep;

/// <summary>Tokens of API clients that have expired.</summary>
internal sealed class PurgeTokens(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> TokenDays = Setting.Number("accounts.token-days", 0, from: 0, to: 365);

    public string What => "tokens";

    public Retention Keeps => Retention.Days(TokenDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.session_token
            where hash = any (array(select hash from accounts.session_token where expires_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
