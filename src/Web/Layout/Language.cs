using System.Globalization;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Kapprum.Web.Layout;

public static class Language
{
    /// <summary>Says that it was the one outside who has chosen it, just now.</summary>
    private const string ChosenCookie = "language-chosen";

    /// <summary>As long as somebody who has chosen it may take to log in; then it may be the next one at the device.
    /// </summary>
    private static readonly TimeSpan ToLogIn = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The language that was chosen on the way in, which then is the account's; null when none was: what the account
    /// speaks goes before what the device has spoken.
    /// </summary>
    public static string? Chosen(HttpContext http) =>
        http.Request.Cookies.ContainsKey(ChosenCookie) ? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName : null;

    /// <summary>It is for one log-in, not for the next person's.</summary>
    public static void Forget(HttpContext http) =>
        http.Response.Cookies.Delete(
            ChosenCookie,
            new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            }
        );

    /// <summary>Remembers the reader's language on this device and goes back to the page it was chosen on.</summary>
    internal static void MapLanguage(this IEndpointRouteBuilder app) =>
        app.MapPost(
                "/language",
                ([FromForm] string language, [FromForm] string? back, Texts texts, HttpContext http) =>
                {
                    if (texts.Languages.Contains(language))
                    {
                        Remember(http, "language", language, TimeSpan.FromDays(400));
                        if (http.Features.Get<CurrentUser>() is null)
                            Remember(http, ChosenCookie, "yes", ToLogIn);
                    }

                    return TypedResults.LocalRedirect(LocalPath.Is(back) ? back : "/");
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static void Remember(HttpContext http, string cookie, string value, TimeSpan lasts) =>
        http.Response.Cookies.Append(
            cookie,
            value,
            new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                IsEssential = true,
                MaxAge = lasts,
            }
        );
}
