using Microsoft.AspNetCore.Builder;

namespace Kapprum.Kernel;

/// <summary>
/// What a personal token must be good for at an endpoint, as <c>absence.read</c>; its words are the text
/// <c>scope.{name}</c>. An endpoint that says none is closed to tokens.
/// </summary>
public sealed record Scope(string Name);

public static class ScopeConvention
{
    /// <summary>Opens the endpoint to personal tokens that are good for this.</summary>
    public static RouteHandlerBuilder Scope(this RouteHandlerBuilder endpoint, string name) =>
        endpoint.WithMetadata(new Scope(name));
}
