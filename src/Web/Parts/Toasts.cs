using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Kapprum.Web.Parts;

/// <summary>
/// A short word on the page that comes after a redirect. It waits for a minute in a cookie that only Kapprum can read
/// or write, as it may name a child.
/// </summary>
public sealed class Toasts(IHttpContextAccessor accessor, IDataProtectionProvider protection)
{
    private const string Cookie = "toast";

    private readonly IDataProtector protector = protection.CreateProtector("Kapprum.Toast");

    private (bool IsRead, ToastData? Toast) left;

    /// <param name="Text">The key of the text; null when only a hook swings.</param>
    internal sealed record ToastData(
        string? Text,
        Dictionary<string, string> With,
        int Count = 1,
        string? Undo = null,
        Guid? About = null
    );

    /// <summary>The child that was changed just before this page; null when none was.</summary>
    internal Guid? About => Left?.About;

    // Asked for each child on the rail, and once more for the words.
    private ToastData? Left => (left = left.IsRead ? left : (true, Read())).Toast;

    private ToastData? Read()
    {
        if (accessor.HttpContext!.Request.Cookies[Cookie] is not { Length: > 0 } cookie)
            return null;
        try
        {
            return JsonSerializer.Deserialize<ToastData>(protector.Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            // Somebody else's, or from before the keys were changed.
            return null;
        }
    }

    /// <param name="text">The key of the text.</param>
    /// <param name="count">What <c>{count}</c> in it stands for.</param>
    /// <param name="undo"> The path of a page with a form named <c>undo</c> that takes it back; the toast has a button
    /// that sends that form. </param>
    /// <param name="about">The child it is about, whose hook swings on the next page if that has a rail.</param>
    /// <param name="with">What else stands in the text.</param>
    public void Leave(
        string text,
        int count = 1,
        string? undo = null,
        Guid? about = null,
        params IEnumerable<(string Key, string Value)> with
    ) => Keep(new(text, with.ToDictionary(one => one.Key, one => one.Value), count, undo, about));

    /// <summary>
    /// Lets a child's hook swing on the next page, where the word for what was done stands in its card.
    /// </summary>
    public void Swing(Guid childId) => Keep(new(null, [], About: childId));

    private void Keep(ToastData toast) =>
        accessor.HttpContext!.Response.Cookies.Append(
            Cookie,
            protector.Protect(JsonSerializer.Serialize(toast)),
            new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = accessor.HttpContext.Request.IsHttps,
                IsEssential = true,
                MaxAge = TimeSpan.FromMinutes(1),
            }
        );

    /// <param name="cookie">As <c>Set-Cookie</c> has it.</param>
    internal static bool IsToast(string cookie) => cookie.StartsWith(Cookie + "=", StringComparison.Ordinal);

    internal ToastData? Take()
    {
        var http = accessor.HttpContext!;
        if (!http.Request.Cookies.ContainsKey(Cookie))
            return null;

        http.Response.Cookies.Delete(Cookie);
        return Left is { Text: not null } toast ? toast : null;
    }
}
