namespace Kapprum.Accounts.Sessions;

/// <summary>
/// The cookies of a logged-in browser: its session's token, out of reach of scripts, and the language its user has
/// chosen.
/// </summary>
internal static class SessionCookie
{
    /// <summary>
    /// Over https a browser takes it only from this very host, over https and for all of it (RFC 6265bis, 4.1.3.2): no
    /// neighbouring host can put one there.
    /// </summary>
    private static string Name(HttpRequest request) => request.IsHttps ? "__Host-kapprum" : "kapprum";

    /// <summary>The token that the browser shows.</summary>
    public static string? Shown(HttpRequest request) => request.Cookies[Name(request)];

    /// <param name="remember">Kept when the browser is closed.</param>
    public static void Set(HttpContext http, NewSession session, bool remember) =>
        http.Response.Cookies.Append(
            Name(http.Request),
            session.Access.Text,
            Options(http.Request, remember ? session.Until : null)
        );

    /// <summary>
    /// With it goes what the browser has kept, as the start page that the service worker keeps. The other cookies stay:
    /// the device is still a known one and goes on speaking the language.
    /// </summary>
    public static void Remove(HttpContext http)
    {
        http.Response.Cookies.Delete(Name(http.Request), Options(http.Request, null));
        http.Response.Headers["Clear-Site-Data"] = "\"storage\"";
    }

    public static void SetLanguage(HttpContext http, string language, TimeProvider clock) =>
        http.Response.Cookies.Append("language", language, Options(http.Request, clock.GetUtcNow().AddDays(400)));

    public static CookieOptions Options(HttpRequest request, DateTimeOffset? expires) =>
        new()
        {
            HttpOnly = true,
            Secure = request.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            Expires = expires,
            IsEssential = true,
        };
}
