namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Issues the tokens of a session: a browser's lasts as long as the session; an API client's access token an hour, its
/// refresh token 30 days.
/// </summary>
internal sealed class SessionTokens(NpgsqlConnection db, TimeProvider clock)
{
    public static readonly TimeSpan AccessToken = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshToken = TimeSpan.FromDays(30);

    /// <summary>What was sent just before with an access token that is replaced is still answered.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    /// <summary>Ends the access tokens of a session that gets another one.</summary>
    public Task EndAccess(Guid sessionId, CancellationToken ct) =>
        db.Execute(
            """
            update accounts.session_token
            set expires_at = @Until
            where session_id = @sessionId and kind = 'access' and expires_at > @Until
            """,
            new { sessionId, Until = clock.GetUtcNow() + Overlap },
            ct
        );

    public async Task<NewSession> Issue(
        Guid accountId,
        Guid sessionId,
        string language,
        SessionKind kind,
        DateTimeOffset until,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var access = Token.New();
        var accessUntil = kind == SessionKind.Bearer ? Earlier(now + AccessToken, until) : until;
        Token? refresh = kind == SessionKind.Bearer ? Token.New() : null;

        await db.Execute(
            """
            insert into accounts.session_token (hash, session_id, kind, expires_at)
            select hash, @sessionId, kind, expires_at
            from (values (@Access, 'access', @accessUntil), (@Refresh, 'refresh', @RefreshUntil))
              token (hash, kind, expires_at)
            where hash is not null
            """,
            new
            {
                sessionId,
                Access = access.Hash,
                accessUntil,
                Refresh = refresh?.Hash,
                RefreshUntil = Earlier(now + RefreshToken, until),
            },
            ct
        );
        return new(
            accountId,
            sessionId,
            language,
            new(access.Text),
            accessUntil,
            refresh is { } given ? new(given.Text) : null,
            until
        );
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
