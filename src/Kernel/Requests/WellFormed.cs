using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kapprum.Kernel;

/// <summary>What a request must be to be looked at, before anything reads it in its own way.</summary>
public static class WellFormed
{
    /// <summary>Headers that mean one thing: two of them would count as none, or as the first.</summary>
    private static readonly string[] Single =
    [
        HeaderNames.Authorization,
        HeaderNames.ContentType,
        HeaderNames.IfMatch,
        HeaderNames.Origin,
        "Idempotency-Key",
        "Sec-Fetch-Site",
    ];

    /// <summary>
    /// Refuses a request that has one of the headers twice that have one value, and JSON that is not UTF-8 (RFC 8259,
    /// 8.1), which the framework would fail to read.
    /// </summary>
    public static void RefuseAmbiguousHeaders(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                // An error page answers for a request that has been refused already.
                if (http.Features.Get<IExceptionHandlerFeature>() is null)
                    Check(http.Request);
                return next(http);
            }
        );

    /// <summary>
    /// Reads what a form has sent, once and for all that come after: a form that cannot be read is refused here. Comes
    /// after it is known who may send one, as a form may be large.
    /// </summary>
    public static void RefuseUnreadableForms(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType)
                    await Read(http);
                await next(http);
            }
        );

    /// <summary>
    /// Refuses a form without the token of a page of ours, or with one that is no longer good, before anything else
    /// reads it. Comes after the token has been looked at.
    /// </summary>
    public static void RefuseFormsWithoutToken(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
                http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false, Error: var error }
                && http.Features.Get<IExceptionHandlerFeature>() is null
                    ? throw new BadHttpRequestException("The form has no token that is good.", error!)
                    : next(http)
        );

    private static void Check(HttpRequest request)
    {
        if (Array.Find(Single, header => request.Headers[header].Count > 1) is { } twice)
            throw Refusal.Invalid(twice, "header-twice");
        if (
            request.HasJsonContentType()
            && MediaTypeHeaderValue.Parse(request.ContentType).Charset is { HasValue: true } charset
            && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)
        )
            throw Refusal.WrongContentType();
    }

    private static async Task Read(HttpContext http)
    {
        try
        {
            await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception e)
            when (e is InvalidDataException or IOException
                && e is not BadHttpRequestException
                && !http.RequestAborted.IsCancellationRequested
            )
        {
            throw new BadHttpRequestException("The form cannot be read.", e);
        }
    }
}
