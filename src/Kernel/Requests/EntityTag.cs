using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Kernel;

/// <summary>
/// A row's version as an entity tag: given out in <c>ETag</c>, asked for in <c>If-Match</c> (RFC 9110, 13.1.1). Who
/// sends none changes whatever stands.
/// </summary>
public static class EntityTag
{
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>The version the caller has read; null without the header or with <c>*</c>.</summary>
    public static int? Expected(HttpRequest request) =>
        request.Headers.IfMatch is not [{ } tag] || tag == "*" ? null
        : int.TryParse(tag.Trim('"'), out var version) ? version
        : throw Refusal.Stale();
}

/// <summary>A request to change a row, or what it comes to, in one version: an endpoint's parameter.</summary>
public sealed class VersionedRequest
{
    private readonly HttpContext http;

    private VersionedRequest(HttpContext http) => this.http = http;

    /// <inheritdoc cref="EntityTag.Expected"/>
    public int? Expected => EntityTag.Expected(http.Request);

    /// <summary>Sends a command that answers with the row's new version, and gives that out.</summary>
    public async Task<NoContent> Send(ICommand<int> command, CancellationToken ct)
    {
        var sender = http.RequestServices.GetRequiredService<ISender>();
        http.Response.Headers.ETag = EntityTag.Of(await sender.Send(command, ct));
        return TypedResults.NoContent();
    }

    public static ValueTask<VersionedRequest?> BindAsync(HttpContext http) => new(new VersionedRequest(http));
}
