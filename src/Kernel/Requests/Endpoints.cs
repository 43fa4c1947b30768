using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kapprum.Kernel;

/// <summary>
/// Which roles an endpoint or page is open to, and how sure it wants to be; a test fails for one that says neither this
/// nor AllowAnonymous.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RolesAttribute(Roles roles, Demand demand) : AuthorizeAttribute(PolicyOf(roles, demand))
{
    public Roles Who { get; } = roles;

    public Demand Demand { get; } = demand;

    internal static string PolicyOf(Roles roles, Demand demand) => $"roles:{(int)roles}:{(int)demand}";
}

/// <summary>An example of an endpoint's request body, for the API's description.</summary>
public sealed record RequestExample(object Value);

/// <summary>A refusal an endpoint may answer with, for the API's description.</summary>
public sealed record PossibleRefusal(int Status, string Code);

public static class EndpointConventions
{
    /// <summary>Opens the endpoint to people with at least one of the roles, who are as sure as it wants.</summary>
    public static RouteHandlerBuilder Roles(this RouteHandlerBuilder endpoint, Roles roles, Demand demand)
    {
        endpoint.RequireAuthorization(new RolesAttribute(roles, demand));
        return demand == Demand.None ? endpoint : endpoint.Refuses(403, Refusal.StepUpCode);
    }

    /// <summary>What it does, in one sentence; an example of its body.</summary>
    public static RouteHandlerBuilder Summary(this RouteHandlerBuilder endpoint, string summary, object? example = null)
    {
        endpoint.WithSummary(summary);
        return example is null ? endpoint : endpoint.WithMetadata(new RequestExample(example));
    }

    /// <summary>Whether the answer goes on after it has begun, as events.</summary>
    public static bool IsForStream(this HttpContext http) =>
        http.GetEndpoint()
            ?.Metadata.OfType<IProducesResponseTypeMetadata>()
            .Any(answer => answer.ContentTypes.Contains("text/event-stream"))
            is true;

    /// <summary>
    /// The refusals worth knowing beside the ones every endpoint has (invalid, not logged in, not allowed).
    /// </summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, int status, params string[] codes)
    {
        foreach (var code in codes)
            endpoint.WithMetadata(new PossibleRefusal(status, code));
        return endpoint;
    }
}
