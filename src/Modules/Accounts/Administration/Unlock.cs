using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Administration;

/// <summary>An administrator forgets the failed log-ins of an account, so that new browsers may try again.</summary>
internal sealed record Unlock(Guid PersonId) : ICommand
{
    public sealed class Handler(AccountAccess access, Throttle throttle, Audit audit) : ICommandHandler<Unlock>
    {
        public async Task Handle(Unlock command, CancellationToken ct)
        {
            var account = await access.Of(command.PersonId, ct);
            await throttle.Lift(account.Id, ct);

            audit.Changed("account.unlock", "account", account.Id, onBehalfOf: command.PersonId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/people/{personId:guid}/account/failed-log-ins",
                    async (Guid personId, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new Unlock(personId), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("Forget somebody's failed log-ins")
                .Refuses(404, "not-found");
    }
}
