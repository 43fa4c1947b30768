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
    SurplusTries surplus,
    PasswordHashing hashing,
    KnownDevice device,
    Audit audit,
    IHttpContextAccessor http
)
{
    private sealed record Account(Guid Id, string PasswordHash);

    /// <param name="mark">Of the device, if it shows one (see <see cref="KnownDevice"/>).</param>
    public async Task<VerifiedPassword> Of(string name, Secret password, string? mark, CancellationToken ct)
    {
        var address = http.HttpContext!.Connection.RemoteIpAddress;
        var key = LogInName.Normalised(name);
        var account = await Find(key, ct);
        var known = account is null ? null : device.Knows(mark, account.Id);
        var limits = Throttle.LogIn(account?.Id, key, address, known);

        await throttle.Claim(limits, ct);
        var (right, better, tooMany) = known is null
            ? await CheckStranger(account?.PasswordHash, password, limits, address, ct)
            : await Check(account?.PasswordHash, password, limits, Client.Known, ct);
        if (right)
        {
            await throttle.Succeeded(limits, ct);
            return new(account!.Id, account.PasswordHash, better);
        }

        await audit.Tried("account.log-in-failed", "account", account?.Id);
        throw tooMany ?? Refusal.Unauthorized("accounts/log-in-failed");
    }

    /// <summary>The present password of whoever is logged in; a wrong one is refused.</summary>
    /// <returns>The hash it was checked against; has the hash changed since, the answer no longer counts, and the
    /// command refuses with <see cref="PresentIsWrong"/>.</returns>
    public async Task<string> Present(CurrentUser user, Secret password, CancellationToken ct)
    {
        var limits = Throttle.PresentPassword(user.AccountId, user.SessionId);
        await throttle.Claim(limits, ct);

        var hash = await db.Value<string?>(
            "select password_hash from accounts.account where id = @AccountId",
            user,
            ct
        );
        var (right, _, _) = await Check(hash, password, limits, Client.Known, ct);
        if (!right)
            throw PresentIsWrong();
        await throttle.Succeeded(limits, ct);
        return hash!;
    }

    /// <summary>At the field that all commands that want it call <c>PresentPassword</c>.</summary>
    public static Refusal PresentIsWrong() => Refusal.Invalid("PresentPassword", "accounts/present-password-wrong");

    /// <summary>
    /// When the address has used its allowance, the password is checked in the slow queue; a wrong one is answered 429.
    /// </summary>
    private async Task<(bool Right, string? Better, Refusal? TooMany)> CheckStranger(
        string? hash,
        Secret password,
        Limit[] limits,
        IPAddress? address,
        CancellationToken ct
    )
    {
        var allowance = Throttle.Failing(address);
        if (await throttle.Fits(allowance, ct))
        {
            try
            {
                var found = await Check(hash, password, limits, Client.Stranger, ct);
                if (found.Right)
                    await throttle.GiveBack(allowance, ct);
                return found;
            }
            catch (Exception e) when (e is Refusal or OperationCanceledException)
            {
                // It was not looked at.
                await throttle.GiveBack(allowance, CancellationToken.None);
                throw;
            }
        }

        var tooMany = Refusal.TooMany("accounts/too-many-tries", allowance.Each);
        using var turn = await Turn(limits, address, ct);
        if (turn is null)
        {
            await throttle.GiveBack(limits, CancellationToken.None);
            throw tooMany;
        }

        var (right, better, _) = await Check(hash, password, limits, Client.Stranger, ct);
        return (right, better, tooMany);
    }

    private async Task<IDisposable?> Turn(Limit[] limits, IPAddress? address, CancellationToken ct)
    {
        try
        {
            return await surplus.Turn(address, ct);
        }
        catch (OperationCanceledException)
        {
            await throttle.GiveBack(limits, CancellationToken.None);
            throw;
        }
    }

    private async Task<(bool Right, string? Better, Refusal? TooMany)> Check(
        string? hash,
        Secret password,
        Limit[] limits,
        Client client,
        CancellationToken ct
    )
    {
        try
        {
            var (right, better) = await hashing.Check(hash, password, client, ct);
            return (right, better, null);
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
