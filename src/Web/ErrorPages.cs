using Kapprum.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Kapprum.Web;

public static class ErrorPages
{
    private const string Path = "/problem";

    /// <summary>What goes wrong behind a page is told on a page.</summary>
    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = Path,
                AllowStatusCode404Response = true,
                CreateScopeForErrors = true,
                StatusCodeSelector = exception =>
                    exception switch
                    {
                        Refusal no => no.Status,
                        FluentValidation.ValidationException => StatusCodes.Status400BadRequest,
                        _ when DatabaseFault.Of(exception) is not null => StatusCodes.Status503ServiceUnavailable,
                        _ => Malformed.Status(exception) ?? StatusCodes.Status500InternalServerError,
                    },
                // What was refused is an answer and no fault of ours; of the database's faults DatabaseFaults tells.
                SuppressDiagnosticsCallback = failed =>
                    failed.Exception is Refusal or FluentValidation.ValidationException
                    || DatabaseFault.Of(failed.Exception) is not null
                    || Malformed.Status(failed.Exception) is not null,
            }
        );
        app.UseStatusCodePagesWithReExecute(Path, createScopeForStatusCodePages: true);
        app.Use(
            (http, next) =>
            {
                // What went wrong may have been sent; the page about it is only read.
                if (
                    http.Features.Get<IStatusCodeReExecuteFeature>() is not null
                    || http.Features.Get<IExceptionHandlerPathFeature>() is not null
                )
                    http.Request.Method = HttpMethods.Get;

                // When something has broken it no longer matters who asks, and finding that out may be what has broken.
                if (
                    http.Features.Get<IExceptionHandlerFeature>() is
                    { Error: not (Refusal or FluentValidation.ValidationException) }
                )
                {
                    http.Request.Headers.Authorization = default;
                    http.Request.Headers.Cookie = http.Request.Cookies[WebRegistration.FormCookie] is { } form
                        ? $"{WebRegistration.FormCookie}={form}"
                        : default;
                }

                return next();
            }
        );
    }
}
