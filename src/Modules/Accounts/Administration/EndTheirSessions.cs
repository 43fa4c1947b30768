namespace Kapprum.Accounts;

/// <summary>An administrator ends all of somebody's sessions, at once.</summary>
internal sealed record EndTheirSessions(Guid PersonId) : ICommand
{
    public sealed class Handler(TheirAccount theirs, Sessions sessions, Audit audit)
        : IRequestHandler<EndTheirSessions, Unit>
    {
        public async Task<Unit> Handle(EndTheirSessions command, CancellationToken ct)
        {
            var account = await theirs.Of(command.PersonId);
            var ended = await sessions.EndAll(account.Id);

            audit.Changed("session.end-all", "account", account.Id, new { ended }, onBehalfOf: command.PersonId);
            return Unit.Value;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/people/{personId:guid}/account/sessions",
                    async (Guid personId, IMediator mediator, CancellationToken ct) =>
                    {
                        await mediator.Send(new EndTheirSessions(personId), ct);
                        return TypedResults.NoContent();
                    }
                )
                .For(Roles.Administrator)
                .Says("End all of somebody's sessions")
                .Refuses(404, "not-found");
    }
}
