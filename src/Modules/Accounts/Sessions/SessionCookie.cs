namespace Kapprum.Accounts.Sessions;

/// <summary>
/// The cookies of a logged-in browser: its session's token, out of reach of scripts, and the language its user has
/// chosen.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "kapprum";

    /// <param name="remember">Kept when the browser is closed.</param>
    public static void Set(HttpContext http, NewSession session, bool remember) =>
        http.Response.Cookies.Append(Name, session.Access.Text, Options(http.Request, remember ? session.Until : null));

    public static void Remove(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http.Request, null));

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
