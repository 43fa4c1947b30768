namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Whoever asks is logged out: the session has ended when this is answered. Who is not logged in is told the same.
/// </summary>
internal sealed record LogOut : ICommand
{
    public sealed class Handler(SessionStore sessions, Audit audit, IHttpContextAccessor http) : ICommandHandler<LogOut>
    {
        public async Task Handle(LogOut command, CancellationToken ct)
        {
            if (
                http.HttpContext!.Features.Get<CurrentUser>() is { } user
                && await sessions.End(user.AccountId, user.SessionId, ct)
            )
                audit.Changed("account.log-out", "account", user.AccountId, new { user.SessionId });
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/session",
                    async (ISender sender, HttpContext http, CancellationToken ct) =>
                    {
                        await sender.Send(new LogOut(), ct);
                        SessionCookie.Remove(http);
                        return TypedResults.NoContent();
                    }
                )
                .AllowAnonymous()
                .Summary("Log out")
                .Refuses(403, "cross-site");
    }
}
