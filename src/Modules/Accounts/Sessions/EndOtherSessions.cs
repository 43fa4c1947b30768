namespace Kapprum.Accounts.Sessions;

/// <summary>Somebody ends all of his or her sessions but this one.</summary>
internal sealed record EndOtherSessions : ICommand
{
    public sealed class Handler(SessionStore sessions, CurrentUser user, Audit audit)
        : ICommandHandler<EndOtherSessions>
    {
        public async Task Handle(EndOtherSessions command, CancellationToken ct)
        {
            var ended = await sessions.EndAll(user.AccountId, except: user.SessionId, ct: ct);
            audit.Changed("session.end-others", "account", user.AccountId, new { ended });
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/me/sessions",
                    async (ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new EndOtherSessions(), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("End all my sessions but this one");
    }
}
