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

    /// <summary>The child that was changed just before this page; null when none was.</summary>
    internal Guid? About => Left is [_, _, _, var about] && Guid.TryParse(about, out var id) ? id : null;

    private string[]? Left =>
        accessor.HttpContext!.Request.Cookies[Cookie]?.Split('|') is { Length: 3 or 4 } left ? left : null;

    /// <param name="text">The key of the text.</param>
    /// <param name="count">What <c>{count}</c> in it stands for.</param>
    /// <param name="undo"> The path of a page with a form named <c>undo</c> that takes it back; the toast has a button
    /// that sends that form. </param>
    /// <param name="about">The child it is about, whose hook swings on the next page if that has a rail.</param>
    public void Leave(string text, int count = 1, string? undo = null, Guid? about = null) =>
        accessor.HttpContext!.Response.Cookies.Append(
            Cookie,
            string.Create(CultureInfo.InvariantCulture, $"{text}|{count}|{undo}|{about}"),
            new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = accessor.HttpContext.Request.IsHttps,
                IsEssential = true,
                MaxAge = TimeSpan.FromMinutes(1),
            }
        );

    /// <summary>
    /// Lets a child's hook swing on the next page, where the word for what was done stands in its card.
    /// </summary>
    public void Swing(Guid childId) => Leave("", about: childId);

    /// <param name="cookie">As <c>Set-Cookie</c> has it.</param>
    internal static bool IsToast(string cookie) => cookie.StartsWith(Cookie + "=", StringComparison.Ordinal);

    internal ToastData? Take()
    {
        var http = accessor.HttpContext!;
        if (Left is not [var text, var count, var undo, ..])
            return null;

        http.Response.Cookies.Delete(Cookie);
        if (text == "")
            return null;
        return new(text, int.TryParse(count, out var number) ? number : 1, undo is ['/', not '/', ..] ? undo : null);
    }
}
