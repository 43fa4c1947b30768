namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Refuses what another site makes a browser send: a request that changes something must say that it comes from here,
/// in <c>Sec-Fetch-Site</c> or, from browsers that do not say that, in <c>Origin</c>. One without either is no
/// browser's, and is let through only without the session's cookie. A bearer token is never sent by a browser of its
/// own accord and needs no such proof.
/// </summary>
internal static class CrossSite
{
    public static void UseCrossSiteProtection(this IApplicationBuilder app) =>
        app.Use((http, next) => IsForeign(http.Request) ? throw Refusal.Forbidden("cross-site") : next(http));

    private static bool IsForeign(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && !HttpMethods.IsHead(request.Method)
        && !HttpMethods.IsOptions(request.Method)
        && SessionAuthentication.Bearer(request) is null
        && (
            request.Headers["Sec-Fetch-Site"] is [{ } site] ? site is not ("same-origin" or "none")
            : request.Headers.Origin is [{ } origin] ? !IsOwn(origin, request)
            : SessionCookie.Shown(request) is not null
        );

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
