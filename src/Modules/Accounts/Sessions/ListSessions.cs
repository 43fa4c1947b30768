namespace Kapprum.Accounts.Sessions;

/// <summary>Somebody sees where he or she is logged in, the last used first.</summary>
internal sealed record ListSessions : IQuery<IReadOnlyList<ListSessions.Item>>
{
    /// <param name="Device">What the browser or client calls itself; empty if it does not say.</param>
    /// <param name="SeenAt">The last use, to the minute.</param>
    /// <param name="Current">It is the one that asks.</param>
    public sealed record Item(
        Guid Id,
        SessionKind Kind,
        string Device,
        DateTimeOffset CreatedAt,
        DateTimeOffset SeenAt,
        DateTimeOffset ExpiresAt,
        bool Current
    );

    public sealed class Handler(NpgsqlConnection db, CurrentUser user, TimeProvider clock)
        : IQueryHandler<ListSessions, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(ListSessions query, CancellationToken ct) =>
            await db.Query<Item>(
                """
                select id, kind, device, created_at, seen_at, expires_at, id = @SessionId as current
                from accounts.session
                where account_id = @AccountId and ended_at is null and expires_at > @Now
                order by seen_at desc, id desc
                limit 200
                """,
                new
                {
                    user.AccountId,
                    user.SessionId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/me/sessions", (ISender sender, CancellationToken ct) => sender.Send(new ListSessions(), ct))
                .Roles(Roles.Anyone, Demand.None)
                .Summary("Where I am logged in");
    }
}
