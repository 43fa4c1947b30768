using System.Security.Cryptography;
using Kapprum.Accounts.Sessions;
using Microsoft.AspNetCore.DataProtection;

namespace Kapprum.Accounts.Passwords;

/// <summary>
/// The cookie of a browser in which somebody has logged in: a mark of its own and the last five accounts, signed and
/// encrypted. It opens nothing; it only keeps the failures of others from counting here (see <see cref="Throttle"/>).
/// </summary>
internal sealed class KnownDevice(IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Cookie = "kapprum.device";

    private const int Accounts = 5;
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(400);

    private readonly IDataProtector protector = protection.CreateProtector("Kapprum.KnownDevice");

    /// <summary>The browser's mark, if the account has been logged in there before.</summary>
    public Guid? Knows(HttpRequest request, Guid accountId) =>
        Read(request) is [var mark, .. var accounts] && accounts.Contains(accountId) ? mark : null;

    /// <returns>The browser's mark.</returns>
    public Guid Remember(HttpContext http, Guid accountId)
    {
        var (mark, accounts) = Read(http.Request) is [var known, .. var others]
            ? (known, others)
            : (Guid.CreateVersion7(), []);
        Guid[] content = [mark, accountId, .. accounts.Where(other => other != accountId).Take(Accounts - 1)];

        http.Response.Cookies.Append(
            Cookie,
            Convert.ToBase64String(protector.Protect([.. content.SelectMany(id => id.ToByteArray())])),
            SessionCookie.Options(http.Request, clock.GetUtcNow() + Lasts)
        );
        return mark;
    }

    private Guid[] Read(HttpRequest request)
    {
        try
        {
            return request.Cookies[Cookie] is { Length: > 0 and < 1000 } cookie
                ? [.. protector.Unprotect(Convert.FromBase64String(cookie)).Chunk(16).Select(id => new Guid(id))]
                : [];
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return [];
        }
    }
}
