using Kapprum.Kernel;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;

namespace Kapprum.Host;

/// <summary>The steps of the request pipeline that are our own.</summary>
internal static class Pipeline
{
    /// <summary>
    /// Behind a reverse proxy the caller is who the proxy says it is. Believed are proxies on this machine and in the
    /// networks of the setting <c>Proxy:Networks</c>.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        foreach (
            var network in app.Configuration["Proxy:Networks"]
                ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []
        )
            options.KnownIPNetworks.Add(
                System.Net.IPNetwork.TryParse(network, out var known)
                    ? known
                    : throw new InvalidOperationException(
                        $"Proxy:Networks has '{network}' in it: write networks like 10.1.0.0/16, "
                            + "with commas between them."
                    )
            );
        app.UseForwardedHeaders(options);
    }

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

        // The API's description and the job dashboard are others' pages, with scripts and styles inside.
        var isOthers = path.StartsWithSegments("/docs") || path.StartsWithSegments("/jobs");
        headers.ContentSecurityPolicy = isOthers ? Policy(" 'unsafe-inline'") : OwnPolicy;

        if (path.StartsWithSegments("/api"))
            headers.CacheControl = "no-store";
    }

    private static readonly string OwnPolicy = Policy("");

    private static string Policy(string inside) =>
        $"default-src 'none'; script-src 'self'{inside}; style-src 'self'{inside}; img-src 'self' data:; "
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
