namespace Kapprum.Accounts;

/// <summary>Where a session lives: in a browser's cookie, or in the tokens of an API client.</summary>
internal enum SessionKind
{
    Cookie,
    Bearer,
}

/// <summary>What a client gets to show for its session. <paramref name="Refresh"/> is given to API clients only.</summary>
internal sealed record Opened(Guid SessionId, string Access, DateTimeOffset AccessUntil, string? Refresh, DateTimeOffset Until);

/// <summary>
/// Begins and ends sessions, in the running command's transaction. How long they last: a browser that is to remember its user 30 days, another
/// 12 hours; an API client's access token an hour, its refresh token 30 days, all of it 90 days. NIST SP 800-63B asks for a new log-in
/// after 30 days (AAL1), which a refresh token that is stored by an app and can be used once may exceed.
/// </summary>
internal sealed class Sessions(NpgsqlConnection db, Commit commit, SessionCache cache, TimeProvider clock)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);
    public static readonly TimeSpan Workday = TimeSpan.FromHours(12);
    public static readonly TimeSpan AccessToken = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshToken = TimeSpan.FromDays(30);
    public static readonly TimeSpan ApiClient = TimeSpan.FromDays(90);

    /// <param name="device">What the browser or client calls itself.</param>
    /// <param name="remember">Whether the browser is the user's own; means nothing for API clients.</param>
    public async Task<Opened> Begin(
        Guid accountId, SessionKind kind, Assurance assurance = Assurance.Password, string? device = null, bool remember = false)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7();
        var until = now + (kind == SessionKind.Bearer ? ApiClient : remember ? Remembered : Workday);
        var access = Token.New();
        var accessUntil = kind == SessionKind.Bearer ? now + AccessToken : until;
        Token? refresh = kind == SessionKind.Bearer ? Token.New() : null;

        await db.ExecuteAsync(
            """
            with session as (
                insert into accounts.session (id, account_id, kind, assurance, device, created_at, seen_at, expires_at)
                values (@id, @accountId, @Kind, @Assurance, @Device, @now, @now, @until))
            insert into accounts.session_token (hash, session_id, kind, expires_at)
            select hash, @id, kind, expires_at
            from (values (@Access, 'access', @accessUntil), (@Refresh, 'refresh', @RefreshUntil)) token (hash, kind, expires_at)
            where hash is not null
            """,
            new
            {
                id,
                accountId,
                Kind = kind == SessionKind.Cookie ? "cookie" : "bearer",
                Assurance = (short)assurance,
                Device = Shortened(device),
                now,
                until,
                Access = access.Hash,
                accessUntil,
                Refresh = refresh?.Hash,
                RefreshUntil = now + RefreshToken,
            });
        return new(id, access.Text, accessUntil, refresh?.Text, until);
    }

    /// <summary>Ends one session of an account.</summary>
    /// <returns>False when the account has no such session.</returns>
    public async Task<bool> End(Guid accountId, Guid sessionId)
    {
        var ended = await db.ExecuteAsync(
            "update accounts.session set ended_at = @Now where id = @sessionId and account_id = @accountId and ended_at is null",
            new { sessionId, accountId, Now = clock.GetUtcNow() });
        commit.Afterwards(() => cache.Forget(accountId));
        return ended == 1;
    }

    /// <summary>Ends all sessions of an account, or all but one.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EndAll(Guid accountId, Guid? except = null)
    {
        var ended = await db.ExecuteAsync(
            "update accounts.session set ended_at = @Now where account_id = @accountId and id is distinct from @except and ended_at is null",
            new { accountId, except, Now = clock.GetUtcNow() });
        commit.Afterwards(() => cache.Forget(accountId));
        return ended;
    }

    private static string Shortened(string? device) =>
        device is null ? "" : new([.. device.Where(c => !char.IsControl(c)).Take(200)]);
}
