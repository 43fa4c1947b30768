namespace Kapprum.Accounts.Links;

/// <summary>
/// Somebody whose link no longer works asks for a new one, with the old one. It goes by mail to the account's address
/// of today, so that an old link opens nothing; the answer is the same whatever link it was.
/// </summary>
internal sealed record RenewLink(Secret OldToken) : ICommand
{
    public sealed class Preparation(AskingClient client) : IPreparation<RenewLink>
    {
        public Task Prepare(RenewLink command, CancellationToken ct) => client.Count(ct);
    }

    public sealed class Handler(NpgsqlConnection db, LinkRequests requests, TimeProvider clock)
        : ICommandHandler<RenewLink>
    {
        public async Task Handle(RenewLink command, CancellationToken ct)
        {
            if (Token.TryHash(command.OldToken.Text, out var hash))
                await requests.Answer(
                    Guid.CreateVersion7(),
                    await db.Query<LinkRequests.Account>(
                        """
                        update accounts.account a
                        set link_asked_at = @Now
                        from accounts.link l
                        where l.hash = @hash and l.account_id = a.id
                          and a.ended_at is null and a.email is not null
                          and (a.link_asked_at is null or a.link_asked_at <= @Earlier)
                        returning a.id, a.activated_at is not null as activated
                        """,
                        new
                        {
                            hash,
                            Now = clock.GetUtcNow(),
                            Earlier = clock.GetUtcNow() - LinkRequests.Between,
                        },
                        ct
                    ),
                    ct
                );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/link/renewal",
                    async (RenewLink command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.Accepted((string?)null);
                    }
                )
                .AllowAnonymous()
                .Summary(
                    "Ask for a new link with one that no longer works",
                    new { oldToken = "k3Zt0mM8m3n6C1w5y8mN0hQ4vB7xJ2rT9aL6sD1fG4k" }
                )
                .Refuses(429, "accounts/too-many-tries");
    }
}
