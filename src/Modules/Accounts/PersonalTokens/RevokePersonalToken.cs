using Kapprum.Accounts.Sessions;

namespace Kapprum.Accounts.PersonalTokens;

/// <summary>Somebody revokes a token: it is worth nothing from now on.</summary>
[NoAccessCheck("It revokes a token of the user's own only.")]
internal sealed record RevokePersonalToken(Guid Id) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        CurrentUser user,
        SessionCache cache,
        CommitBatch commit,
        Audit audit
    ) : ICommandHandler<RevokePersonalToken>
    {
        public async Task Handle(RevokePersonalToken command, CancellationToken ct)
        {
            var revoked = await db.Execute(
                "delete from accounts.personal_token where id = @Id and account_id = @AccountId",
                new { command.Id, user.AccountId },
                ct
            );
            if (revoked == 0)
                throw Refusal.NotFound("token");
            commit.After(() => cache.Forget(user.AccountId));
            audit.Changed("account.token-revoked", "account", user.AccountId, new { command.Id });
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/me/tokens/{id:guid}",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new RevokePersonalToken(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("Revoke a token of mine")
                .Refuses(404, "not-found");
    }
}
