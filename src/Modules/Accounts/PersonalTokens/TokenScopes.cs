using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Accounts.PersonalTokens;

/// <summary>What tokens can be good for: what endpoints say.</summary>
internal sealed class TokenScopes(IServiceProvider services)
{
    // When this is made, the endpoints are not yet there.
    private readonly Lazy<IReadOnlyList<string>> all = new(() =>
        [
            .. services
                .GetRequiredService<EndpointDataSource>()
                .Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<Scope>()?.Name)
                .OfType<string>()
                .Distinct()
                .Order(StringComparer.Ordinal),
        ]
    );

    public IReadOnlyList<string> All => all.Value;
}
