using Kapprum.Kernel;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Kapprum.Web.Layout;

internal static class Language
{
    /// <summary>Remembers the reader's language on this device and goes back to the page it was chosen on.</summary>
    public static void MapLanguage(this IEndpointRouteBuilder app) =>
        app.MapPost(
                "/language",
                ([FromForm] string language, [FromForm] string? back, Texts texts, HttpContext http) =>
                {
                    if (texts.Languages.Contains(language))
                        http.Response.Cookies.Append(
                            "language",
                            language,
                            new()
                            {
                                HttpOnly = true,
                                SameSite = SameSiteMode.Lax,
                                Secure = http.Request.IsHttps,
                                IsEssential = true,
                                MaxAge = TimeSpan.FromDays(400),
                            }
                        );
                    return TypedResults.LocalRedirect(back is ['/', not ('/' or '\\'), ..] or "/" ? back : "/");
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
}
