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

/// <summary>What has a version, given out in <c>ETag</c>.</summary>
public interface IVersioned
{
    int Version { get; }
}

/// <summary>
/// A request to see a row, or what it comes to, with its version, or to change it in one: an endpoint's parameter.
/// </summary>
public sealed class VersionedRequest
{
    private readonly HttpContext http;

    private VersionedRequest(HttpContext http) => this.http = http;

    /// <inheritdoc cref="EntityTag.Expected"/>
    public int? Expected => EntityTag.Expected(http.Request);

    /// <summary>Gives out what is asked for, and its version.</summary>
    public async Task<Ok<T>> Get<T>(IQuery<T> query, CancellationToken ct)
        where T : IVersioned
    {
        var answer = await Sender.Send(query, ct);
        http.Response.Headers.ETag = EntityTag.Of(answer.Version);
        return TypedResults.Ok(answer);
    }

    /// <summary>Sends a command that makes something, and gives out what was made and its version.</summary>
    public async Task<Created<T>> Create<T>(ICommand<T> command, CancellationToken ct)
        where T : IVersioned
    {
        var made = await Sender.Send(command, ct);
        http.Response.Headers.ETag = EntityTag.Of(made.Version);
        return TypedResults.Created((string?)null, made);
    }

    /// <summary>Sends a command that answers with the row's new version, and gives that out.</summary>
    public async Task<NoContent> Send(ICommand<int> command, CancellationToken ct)
    {
        http.Response.Headers.ETag = EntityTag.Of(await Sender.Send(command, ct));
        return TypedResults.NoContent();
    }

    private ISender Sender => http.RequestServices.GetRequiredService<ISender>();

    public static ValueTask<VersionedRequest?> BindAsync(HttpContext http) => new(new VersionedRequest(http));
}
