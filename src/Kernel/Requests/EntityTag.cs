using Microsoft.AspNetCore.Http;

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
