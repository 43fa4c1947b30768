using Kapprum.Accounts.Sessions;

namespace Kapprum.Accounts.Administration;

/// <summary>An administrator ends all of somebody's sessions, at once.</summary>
internal sealed record EndTheirSessions(Guid PersonId) : ICommand
{
    public sealed class Handler(AccountAccess access, SessionStore sessions, Audit audit)
        : ICommandHandler<EndTheirSessions>
    {
        public async Task Handle(EndTheirSessions command, CancellationToken ct)
        {
            var account = await access.Of(command.PersonId, ct);
            var ended = await sessions.EndAll(account.Id, ct);

            audit.Changed("session.end-all", "account", account.Id, new { ended }, onBehalfOf: command.PersonId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/people/{personId:guid}/account/sessions",
                    async (Guid personId, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new EndTheirSessions(personId), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("End all of somebody's sessions")
                .Refuses(404, "not-found");
    }
}
