namespace Kapprum.Accounts.PersonalTokens;

/// <summary>Somebody sees what programs have tokens of his or hers, the newest first.</summary>
internal sealed record ListPersonalTokens : IQuery<IReadOnlyList<ListPersonalTokens.Item>>
{
    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string[] Scopes { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }

        /// <summary>The last use, to the hour.</summary>
        public required DateTimeOffset? UsedAt { get; init; }
    }

    public sealed class Handler(NpgsqlConnection db, CurrentUser user, TimeProvider clock)
        : IQueryHandler<ListPersonalTokens, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(ListPersonalTokens query, CancellationToken ct) =>
            await db.Query<Item>(
                """
                select id, name, scopes, created_at, expires_at, used_at
                from accounts.personal_token
                where account_id = @AccountId and expires_at > @Now
                order by id desc
                """,
                new { user.AccountId, Now = clock.GetUtcNow() },
                ct
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/me/tokens",
                    (ISender sender, CancellationToken ct) => sender.Send(new ListPersonalTokens(), ct)
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("The tokens of my programs");
    }
}
