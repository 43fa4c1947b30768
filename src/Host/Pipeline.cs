using Kapprum.Kernel;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Scalar.AspNetCore;

namespace Kapprum.Host;

/// <summary>The steps of the request pipeline that are our own.</summary>
internal static class Pipeline
{
    /// <summary>
    /// Behind a reverse proxy the caller is who the proxy says it is. Believed are those in the networks of the setting
    /// <c>Proxy:Networks</c> and nobody else, on this machine neither: whoever may choose the address from which he or
    /// she seems to come is under no limit that counts by addresses. An address of IPv4 is one, however it has come.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Through as many proxies as there are, up to the first address that is in none of the networks.
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in app.Configuration.Networks("Proxy:Networks"))
            options.KnownIPNetworks.Add(network);
        // With none to believe the middleware would believe everybody.
        if (options.KnownIPNetworks.Count > 0)
            app.UseForwardedHeaders(options);
        app.Use(
            (http, next) =>
            {
                if (http.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped)
                    http.Connection.RemoteIpAddress = mapped.MapToIPv4();
                return next();
            }
        );
    }

    /// <summary>Over https no cookie goes out over http, whoever has made it, and none is a script's to read.</summary>
    public static void UseCookies(this WebApplication app) =>
        app.UseCookiePolicy(
            new()
            {
                Secure = CookieSecurePolicy.SameAsRequest,
                HttpOnly = Microsoft.AspNetCore.CookiePolicy.HttpOnlyPolicy.Always,
            }
        );

    /// <summary>
    /// A HEAD request is answered as the GET it stands for, as routes are mapped for GET only; the server sends no
    /// body.
    /// </summary>
    public static void UseHead(this WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                if (HttpMethods.IsHead(http.Request.Method))
                    http.Request.Method = HttpMethods.Get;
                return next();
            }
        );

    /// <summary>Set last, as what goes wrong on the way clears the headers.</summary>
    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                // As it was asked for: on the way it may be taken apart, or become the one of an error page.
                var path = http.Request.Path;
                http.Response.OnStarting(() =>
                {
                    SecurityHeaders(http, path);
                    return Task.CompletedTask;
                });
                return next();
            }
        );

    private static void SecurityHeaders(HttpContext http, PathString path)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";

        headers.ContentSecurityPolicy = http.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce
            ? DocsPolicy(nonce)
            : OwnPolicy;

        if (path.StartsWithSegments("/api"))
            headers.CacheControl = "no-store";
    }

    private static readonly string OwnPolicy = Policy();

    // The API's description begins with a script inside the page, which has the nonce.
    private static string DocsPolicy(string nonce) => Policy($" 'nonce-{nonce}'");

    private static string Policy(string script = "") =>
        $"default-src 'none'; script-src 'self'{script}; style-src 'self'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>
    /// The language of the answer: the reader's choice in the cookie <c>language</c>, else the browser's, else Swedish.
    /// </summary>
    public static void UseLanguage(this WebApplication app)
    {
        var texts = app.Services.GetRequiredService<Texts>();
        var cultures = texts.Languages.Select(DateText.Culture).ToArray();
        app.UseRequestLocalization(
            new RequestLocalizationOptions
            {
                DefaultRequestCulture = new(DateText.Culture(Texts.Default)),
                SupportedCultures = cultures,
                SupportedUICultures = cultures,
                RequestCultureProviders =
                [
                    new CustomRequestCultureProvider(http =>
                        Task.FromResult(
                            http.Request.Cookies["language"] is { Length: 2 } chosen && texts.Languages.Contains(chosen)
                                ? new ProviderCultureResult(DateText.Culture(chosen).Name)
                                : null
                        )
                    ),
                    new AcceptLanguageHeaderRequestCultureProvider(),
                ],
            }
        );
    }

    /// <summary>Answers that would be empty (404, 405, 415 of the router) say why, as problem details.</summary>
    public static void UseProblemsForEmptyAnswers(this IApplicationBuilder app) =>
        app.UseStatusCodePages(async pages =>
        {
            var http = pages.HttpContext;
            var code = http.Response.StatusCode switch
            {
                401 => "unauthenticated",
                403 => "not-allowed",
                404 => "not-found",
                405 => "method-not-allowed",
                413 => "too-large",
                415 => "wrong-content-type",
                _ => "malformed",
            };
            await http
                .RequestServices.GetRequiredService<IProblemDetailsService>()
                .TryWriteAsync(
                    new()
                    {
                        HttpContext = http,
                        ProblemDetails =
                        {
                            Status = http.Response.StatusCode,
                            Type = $"/problems/{code}",
                            Title = http.RequestServices.GetRequiredService<Texts>()[$"refusal.{code}"],
                        },
                    }
                );
        });
}
