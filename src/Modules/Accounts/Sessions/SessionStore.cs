using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Begins and ends sessions, in the running command's transaction. How long they last: a browser that is to remember
/// its user 30 days, another 12 hours, an API client 90 days.
/// </summary>
internal sealed class SessionStore(
    NpgsqlConnection db,
    SessionTokens tokens,
    CommitBatch commit,
    SessionCache cache,
    Audit audit,
    TimeProvider clock
)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);
    public static readonly TimeSpan Workday = TimeSpan.FromHours(12);
    public static readonly TimeSpan ApiClient = TimeSpan.FromDays(90);

    /// <param name="device">What the browser or client calls itself.</param>
    /// <param name="remember">Whether the browser is the user's own; means nothing for API clients.</param>
    /// <param name="provider">Of the e-identification, by name; null for a password.</param>
    public async Task<NewSession> Begin(
        Guid accountId,
        SessionKind kind,
        CancellationToken ct,
        Assurance assurance = Assurance.Password,
        string? device = null,
        bool remember = false,
        string? provider = null
    )
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7();
        var until =
            now
            + (
                kind == SessionKind.Bearer ? ApiClient
                : remember ? Remembered
                : Workday
            );

        var language = await db.Value<string>(
            """
            insert into accounts.session
                (id, account_id, kind, assurance, device, created_at, seen_at, expires_at, confirmed_at, provider,
                 e_identified_at)
            values (@id, @accountId, @kind, @Assurance, @Device, @now, @now, @until, @now, @provider,
                    case when @Assurance = 3 then @now::timestamptz end)
            returning (select language from accounts.account where id = account_id)
            """,
            new
            {
                id,
                accountId,
                kind,
                Assurance = (short)assurance,
                Device = DeviceName.Of(device),
                now,
                until,
                provider,
            },
            ct
        );
        return await tokens.Issue(accountId, id, language!, kind, until, ct);
    }

    /// <summary>
    /// Begins a session for whoever has said the right password. Refused if that is no longer the account's: it waits
    /// for a change under way, and a change waits for it and ends the session.
    /// </summary>
    public async Task<NewSession> Begin(
        VerifiedPassword verified,
        SessionKind kind,
        string? device,
        CancellationToken ct,
        bool remember = false
    )
    {
        var holds = await db.Value<bool>(
            verified.BetterHash is null
                ? """
                select true from accounts.account
                where id = @AccountId and password_hash = @Hash and ended_at is null
                for share
                """
                : """
                update accounts.account set password_hash = @BetterHash
                where id = @AccountId and password_hash = @Hash and ended_at is null
                returning true
                """,
            verified,
            ct
        );
        if (!holds)
            throw Refusal.Unauthorized("accounts/log-in-failed");

        var opened = await Begin(verified.AccountId, kind, ct, device: device, remember: remember);
        audit.Changed(
            "account.log-in",
            "account",
            verified.AccountId,
            new { opened.SessionId },
            by: verified.AccountId
        );
        return opened;
    }

    /// <summary>
    /// The session's user has been identified, or has said the password again. A browser gets another token, as whoever
    /// may have got hold of the one before must not be believed with it (OWASP ASVS 5.0, 7.2.4).
    /// </summary>
    /// <param name="provider">Of the e-identification, by name; null for a password.</param>
    /// <returns>Null for an API client, whose tokens stay.</returns>
    public async Task<NewSession?> Confirm(CurrentUser user, CancellationToken ct, string? provider = null)
    {
        var (kind, language, until) = await db.OneOrNone<(SessionKind, string?, DateTimeOffset)>(
            """
            update accounts.session s
            set confirmed_at = @Now, provider = coalesce(@provider, s.provider),
                assurance = case when @provider::text is not null then 3 else s.assurance end,
                e_identified_at = case when @provider::text is not null then @Now::timestamptz
                                       else s.e_identified_at end
            from accounts.account a
            where s.id = @SessionId and s.account_id = @AccountId and s.ended_at is null and a.id = s.account_id
            returning s.kind, a.language, s.expires_at
            """,
            new
            {
                user.SessionId,
                user.AccountId,
                provider,
                Now = clock.GetUtcNow(),
            },
            ct
        );
        if (language is null)
            throw Refusal.Unauthorized("unauthenticated");

        commit.After(() => cache.Forget(user.AccountId));
        if (kind == SessionKind.Bearer)
            return null;
        await tokens.EndAccess(user.SessionId, ct);
        return await tokens.Issue(user.AccountId, user.SessionId, language, kind, until, ct);
    }

    /// <summary>
    /// New tokens for an API client, for a refresh token that has not been used. One that has been used is in two
    /// hands, and nobody knows which is the owner's: the session ends (OAuth 2.0 Security Best Current Practice, RFC
    /// 9700, 4.14.2).
    /// </summary>
    /// <returns>Null for a token that is not good.</returns>
    public async Task<NewSession?> Refresh(byte[] hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var good = await db.OneOrNone<(Guid Id, Guid AccountId, string Language, DateTimeOffset Until)?>(
            """
            update accounts.session_token t
            set used_at = @now
            from accounts.session s
            join accounts.account a on a.id = s.account_id and a.ended_at is null
            where t.hash = @hash and t.kind = 'refresh' and t.used_at is null and t.expires_at > @now
              and s.id = t.session_id and s.ended_at is null and s.expires_at > @now
            returning s.id, a.id, a.language, s.expires_at
            """,
            new { hash, now },
            ct
        );
        if (good is { } session)
        {
            await tokens.EndAccess(session.Id, ct);
            commit.After(() => cache.Forget(session.AccountId));
            return await tokens.Issue(
                session.AccountId,
                session.Id,
                session.Language,
                SessionKind.Bearer,
                session.Until,
                ct
            );
        }

        var (stolenId, accountId) = await db.OneOrNone<(Guid, Guid)>(
            """
            update accounts.session s
            set ended_at = @now
            from accounts.session_token t
            where t.hash = @hash and t.kind = 'refresh' and t.used_at is not null
              and s.id = t.session_id and s.ended_at is null
            returning s.id, s.account_id
            """,
            new { hash, now },
            ct
        );
        if (stolenId != Guid.Empty)
        {
            audit.Changed("session.refresh-token-reused", "session", stolenId, new { accountId });
            commit.After(() => cache.Forget(accountId));
        }

        return null;
    }

    /// <summary>Ends one session of an account.</summary>
    /// <returns>False when the account has no such session.</returns>
    public async Task<bool> End(Guid accountId, Guid sessionId, CancellationToken ct)
    {
        var ended = await db.Execute(
            """
            with forgotten as (
                delete from accounts.draft_key where session_id = @sessionId and account_id = @accountId)
            update accounts.session set ended_at = @Now
            where id = @sessionId and account_id = @accountId and ended_at is null and expires_at > @Now
            """,
            new
            {
                sessionId,
                accountId,
                Now = clock.GetUtcNow(),
            },
            ct
        );
        commit.After(() => cache.Forget(accountId));
        return ended == 1;
    }

    /// <summary>Ends all sessions of an account, or all but one.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EndAll(Guid accountId, CancellationToken ct, Guid? except = null)
    {
        var ended = await db.Execute(
            $"""
            with forgotten as (
                delete from accounts.draft_key
                where account_id = @accountId {(except is null ? "" : "and session_id <> @except")})
            update accounts.session set ended_at = @Now
            where account_id = @accountId and ended_at is null and expires_at > @Now
              {(except is null ? "" : "and id <> @except")}
            """,
            new
            {
                accountId,
                except,
                Now = clock.GetUtcNow(),
            },
            ct
        );
        commit.After(() => cache.Forget(accountId));
        return ended;
    }
}
