using System.Net;

namespace Kapprum.Accounts.Passwords;

/// <summary>An account whose password has been said right.</summary>
/// <param name="Hash">The hash it was checked against; has it changed since, the answer no longer counts.</param>
/// <param name="BetterHash">One to store instead, if that one is weaker than those of today.</param>
internal sealed record VerifiedPassword(Guid AccountId, string Hash, string? BetterHash);

/// <summary>
/// Checks who logs in, by user name or e-mail address and password. Whatever is wrong, the answer and the work for it
/// are the same: a name that is not known, an address that several people share, an account that is not activated or
/// has ended, a wrong password.
/// </summary>
internal sealed class PasswordCheck(
    NpgsqlConnection db,
    Throttle throttle,
    PasswordHashing hashing,
    KnownDevice device,
    Audit audit,
    IHttpContextAccessor http
)
{
    private sealed record Account(Guid Id, string PasswordHash);

    public async Task<VerifiedPassword> Of(string name, Secret password, CancellationToken ct)
    {
        var request = http.HttpContext!.Request;
        var key = LogInName.Normalised(name);
        var account = await Find(key, ct);
        var limits = Throttle.LogIn(
            account?.Id,
            key,
            http.HttpContext.Connection.RemoteIpAddress,
            account is null ? null : device.Knows(request, account.Id)
        );

        await throttle.Claim(limits, ct);
        var (right, better) = await Check(account?.PasswordHash, password, limits, ct);
        if (right)
        {
            await throttle.Succeeded(limits, ct);
            return new(account!.Id, account.PasswordHash, better);
        }

        await audit.Tried("account.log-in-failed", "account", account?.Id);
        throw Refusal.Unauthorized("accounts/log-in-failed");
    }

    /// <summary>The present password of whoever is logged in.</summary>
    /// <returns>The hash it was checked against, null when it is wrong; has the hash changed since, the answer no
    /// longer counts.</returns>
    public async Task<string?> Present(CurrentUser user, Secret password, CancellationToken ct)
    {
        var limits = Throttle.PresentPassword(user.AccountId, user.SessionId);
        await throttle.Claim(limits, ct);

        var hash = await db.Value<string?>(
            "select password_hash from accounts.account where id = @AccountId",
            user,
            ct
        );
        var (right, _) = await Check(hash, password, limits, ct);
        if (right)
            await throttle.Succeeded(limits, ct);
        return right ? hash : null;
    }

    private async Task<(bool Right, string? Better)> Check(
        string? hash,
        Secret password,
        Limit[] limits,
        CancellationToken ct
    )
    {
        try
        {
            return await hashing.Check(hash, password, ct);
        }
        catch (Exception e) when (e is Refusal or OperationCanceledException)
        {
            await throttle.GiveBack(limits, CancellationToken.None);
            throw;
        }
    }

    private async Task<Account?> Find(string key, CancellationToken ct)
    {
        var found = await db.Query<(Guid Id, string PasswordHash, bool ByUserName)>(
            """
            select id, password_hash, coalesce(user_name = @key, false) as by_user_name
            from accounts.account
            where (user_name = @key or email_key = @key)
              and activated_at is not null and password_hash is not null and ended_at is null
            order by by_user_name desc
            limit 2
            """,
            new { key },
            ct
        );
        return found.Count == 1 || found is [{ ByUserName: true }, _] ? new(found[0].Id, found[0].PasswordHash) : null;
    }
}
