namespace Kapprum.Accounts.Sessions;

/// <summary>Somebody ends one of his or her own sessions, on a phone that was lost for instance.</summary>
[NoAccessCheck("It ends a session of the user's own only.")]
internal sealed record EndSession(Guid Id) : ICommand
{
    public sealed class Handler(SessionStore sessions, CurrentUser user, Audit audit) : ICommandHandler<EndSession>
    {
        public async Task Handle(EndSession command, CancellationToken ct)
        {
            if (!await sessions.End(user.AccountId, command.Id, ct))
                throw Refusal.NotFound("session");

            audit.Changed("session.end", "session", command.Id);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/me/sessions/{id:guid}",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new EndSession(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("End one of my sessions")
                .Refuses(404, "not-found");
    }
}
