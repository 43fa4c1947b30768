namespace Kapprum.Accounts;

/// <summary>An administrator forgets the failed log-ins of an account, so that new browsers may try again.</summary>
internal sealed record Unlock(Guid PersonId) : ICommand
{
    public sealed class Handler(TheirAccount theirs, Throttle throttle, Audit audit) : IRequestHandler<Unlock, Unit>
    {
        public async Task<Unit> Handle(Unlock command, CancellationToken ct)
        {
            var account = await theirs.Of(command.PersonId);
            await throttle.Lift(account.Id);

            audit.Changed("account.unlock", "account", account.Id, onBehalfOf: command.PersonId);
            return Unit.Value;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/people/{personId:guid}/account/failed-log-ins",
                    async (Guid personId, IMediator mediator, CancellationToken ct) =>
                    {
                        await mediator.Send(new Unlock(personId), ct);
                        return TypedResults.NoContent();
                    }
                )
                .For(Roles.Administrator)
                .Says("Forget somebody's failed log-ins")
                .Refuses(404, "not-found");
    }
}
