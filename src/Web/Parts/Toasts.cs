using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Kapprum.Web.Parts;

/// <summary>
/// A short word on the page that comes after a redirect, left in a cookie for a minute as the key of a text, so that no
/// name or address is in it.
/// </summary>
public sealed class Toasts(IHttpContextAccessor accessor)
{
    private const string Cookie = "toast";

    internal sealed record ToastData(string Text, int Count, string? Undo);

    /// <param name="text">The key of the text.</param>
    /// <param name="count">What <c>{count}</c> in it stands for.</param>
    /// <param name="undo"> The path of a page with a form named <c>undo</c> that takes it back; the toast has a button
    /// that sends that form. </param>
    public void Leave(string text, int count = 1, string? undo = null) =>
        accessor.HttpContext!.Response.Cookies.Append(
            Cookie,
            string.Create(CultureInfo.InvariantCulture, $"{text}|{count}|{undo}"),
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
        if (http.Request.Cookies[Cookie]?.Split('|') is not [var text, var count, var undo])
            return null;

        http.Response.Cookies.Delete(Cookie);
        return new(text, int.TryParse(count, out var number) ? number : 1, undo is ['/', not '/', ..] ? undo : null);
    }
}
