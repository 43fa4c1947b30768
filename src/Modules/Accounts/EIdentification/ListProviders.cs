namespace Kapprum.Accounts.EIdentification;

/// <summary>An administrator sees which providers of e-identification there are, and whether they answer.</summary>
internal sealed record ListProviders : IQuery<IReadOnlyList<ListProviders.Item>>
{
    /// <param name="Text">What its button is called.</param>
    /// <param name="AwaySince">Null while it answers, as far as this host knows.</param>
    /// <param name="EveryLogInIsLevel3">Whatever level it tells.</param>
    public sealed record Item(
        string Name,
        string Text,
        string Issuer,
        DateTimeOffset? AwaySince,
        bool EveryLogInIsLevel3
    );

    public sealed class Handler(IdentityProviders providers, ProviderHealth health)
        : IQueryHandler<ListProviders, IReadOnlyList<Item>>
    {
        public Task<IReadOnlyList<Item>> Handle(ListProviders query, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<Item>>([
                .. providers.All.Select(one => new Item(
                    one.Name,
                    one.Text,
                    one.Issuer,
                    health.AwaySince(one.Name),
                    one.EveryLogInIsLevel3
                )),
            ]);
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/e-identification/providers",
                    (ISender sender, CancellationToken ct) => sender.Send(new ListProviders(), ct)
                )
                // Whoever sets one up has to see what is wrong while nobody can be identified yet.
                .Roles(Roles.Administrator, Demand.None)
                .Summary("Which providers of e-identification there are, and whether they answer");
    }
}
