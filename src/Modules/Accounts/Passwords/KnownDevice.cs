using System.Security.Cryptography;
using Kapprum.Accounts.Sessions;
using Microsoft.AspNetCore.DataProtection;

namespace Kapprum.Accounts.Passwords;

/// <summary>
/// The mark of a device on which somebody has logged in: an id of its own and the last five accounts, signed and
/// encrypted. A browser has it as a cookie; an API client gets it with its tokens and shows it at the next log-in. It
/// opens nothing; it only keeps the failures of others from counting here (see <see cref="Throttle"/>).
/// </summary>
internal sealed class KnownDevice(IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Cookie = "kapprum.device";

    private const int Accounts = 5;
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(400);

    private readonly IDataProtector protector = protection.CreateProtector("Kapprum.KnownDevice");

    /// <summary>The mark that a browser shows.</summary>
    public static string? Shown(HttpRequest request) => request.Cookies[Cookie];

    /// <summary>The device's id, if the account has been logged in there before.</summary>
    public Guid? Knows(string? mark, Guid accountId) =>
        Read(mark) is [var id, .. var accounts] && accounts.Contains(accountId) ? id : null;

    /// <summary>The device's id, if anybody has been logged in there before.</summary>
    public Guid? Knows(string? mark) => Read(mark) is [var id, ..] ? id : null;

    /// <summary>The mark of a device on which the account is logged in now too.</summary>
    /// <param name="mark">The one it shows, if any.</param>
    public (Guid Id, string Mark) MarkFor(Guid accountId, string? mark)
    {
        var (id, accounts) = Read(mark) is [var known, .. var others] ? (known, others) : (Guid.CreateVersion7(), []);
        Guid[] content = [id, accountId, .. accounts.Where(other => other != accountId).Take(Accounts - 1)];
        return (id, Convert.ToBase64String(protector.Protect([.. content.SelectMany(one => one.ToByteArray())])));
    }

    /// <returns>The browser's id.</returns>
    public Guid Remember(HttpContext http, Guid accountId)
    {
        var (id, mark) = MarkFor(accountId, Shown(http.Request));
        http.Response.Cookies.Append(Cookie, mark, SessionCookie.Options(http.Request, clock.GetUtcNow() + Lasts));
        return id;
    }

    private Guid[] Read(string? mark)
    {
        try
        {
            return mark is { Length: > 0 and < 1000 }
                ? [.. protector.Unprotect(Convert.FromBase64String(mark)).Chunk(16).Select(id => new Guid(id))]
                : [];
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return [];
        }
    }
}
