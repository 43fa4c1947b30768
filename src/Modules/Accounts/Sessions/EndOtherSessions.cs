namespace Kapprum.Accounts;

/// <summary>Somebody ends all of his or her sessions but this one.</summary>
internal sealed record EndOtherSessions : ICommand
{
    public sealed class Handler(Sessions sessions, CurrentUser user, Audit audit)
        : IRequestHandler<EndOtherSessions, Unit>
    {
        public async Task<Unit> Handle(EndOtherSessions command, CancellationToken ct)
        {
            var ended = await sessions.EndAll(user.AccountId, except: user.SessionId);
            audit.Changed("session.end-others", "account", user.AccountId, new { ended });
            return Unit.Value;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/me/sessions",
                    async (IMediator mediator, CancellationToken ct) =>
                    {
                        await mediator.Send(new EndOtherSessions(), ct);
                        return TypedResults.NoContent();
                    }
                )
                .For(Roles.Anyone)
                .Says("End all my sessions but this one");
    }
}
