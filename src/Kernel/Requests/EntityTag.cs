using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

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

    /// <summary>Sends a command that answers with the row's new version, and gives that out.</summary>
    public static async Task<NoContent> SendVersioned(
        this ISender sender,
        ICommand<int> command,
        HttpResponse response,
        CancellationToken ct
    )
    {
        response.Headers.ETag = Of(await sender.Send(command, ct));
        return TypedResults.NoContent();
    }
}
