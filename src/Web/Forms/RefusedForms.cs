using Kapprum.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Kapprum.Web.Forms;

/// <summary>
/// A form that was refused is answered with an address, where the same page stands as it was sent back: a browser can
/// reload it, and go on and come back, without asking whether to send the form again. Who has to show first who it is
/// is led there by way of where that is done.
/// </summary>
internal static class RefusedForms
{
    private const string Query = "refused";

    public static void LeadBack(EndpointBuilder page)
    {
        var render = page.RequestDelegate!;
        page.RequestDelegate = async http =>
        {
            // The page itself never hears of it, and no link of it has it.
            var token = http.Request.Query[Query].ToString();
            if (token.Length > 0)
                http.Request.QueryString = Without(http.Request.Query);

            var account = http.Features.Get<CurrentUser>()?.AccountId;
            if (HttpMethods.IsPost(http.Request.Method))
                await Send(http, render, account);
            else if (
                account is { } id
                && token.Length > 0
                && await http
                    .RequestServices.GetRequiredService<RefusedPages>()
                    .Find(id, http.Request.Path, token, http.RequestAborted)
                    is { } kept
            )
                await Show(http, kept);
            else
                await render(http);
        };
    }

    private static async Task Send(HttpContext http, RequestDelegate render, Guid? account)
    {
        var body = http.Response.Body;
        using var rendered = new MemoryStream();
        http.Response.Body = rendered;
        try
        {
            await render(http);
        }
        finally
        {
            http.Response.Body = body;
        }

        var page = rendered.GetBuffer().AsMemory(..(int)rendered.Length);
        if (IsForDevelopers(http.Response))
        {
            // Left empty, it becomes an error page.
            http.Response.ContentType = null;
            http.Response.ContentLength = null;
        }
        else if (http.Response.StatusCode != StatusCodes.Status200OK)
            await body.WriteAsync(page, http.RequestAborted);
        else if (account is { } id)
        {
            var token = await http
                .RequestServices.GetRequiredService<RefusedPages>()
                .Keep(id, http.Request.Path, page, http.RequestAborted);
            var shown = http.Request.PathBase + http.Request.Path + http.Request.QueryString.Add(Query, token);
            http.Response.ContentType = null;
            http.Response.Headers.Location = http.Features.Get<StepUpDue>() is { } due ? due.PageFor(shown) : shown;
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
        }
        else
        {
            // Nothing is kept for nobody, who could fill the database with it. The browser may keep it instead: there
            // is nothing in it but what was typed here, and no password.
            http.Response.Headers.CacheControl = "private, no-cache";
            http.Response.Headers.Remove(HeaderNames.Pragma);
            await body.WriteAsync(page, http.RequestAborted);
        }
    }

    /// <summary>What the framework says of a form that the page has not, or has not any more.</summary>
    private static bool IsForDevelopers(HttpResponse response) =>
        response.StatusCode >= 400 && response.ContentType?.StartsWith("text/plain", StringComparison.Ordinal) is true;

    private static async Task Show(HttpContext http, byte[] kept)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache, no-store";
        await http.Response.Body.WriteAsync(kept, http.RequestAborted);
    }

    private static QueryString Without(IQueryCollection query) =>
        new QueryBuilder(query.Where(one => one.Key != Query)).ToQueryString();
}
