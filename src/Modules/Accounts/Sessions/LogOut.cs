namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Whoever asks is logged out: the session has ended when this is answered. Who is not logged in is told the same.
/// </summary>
internal sealed record LogOut : ICommand<string?>
{
    /// <returns>Which provider the user was identified by, and may still be logged in at.</returns>
    public sealed class Handler(NpgsqlConnection db, SessionStore sessions, Audit audit, IHttpContextAccessor http)
        : ICommandHandler<LogOut, string?>
    {
        public async Task<string?> Handle(LogOut command, CancellationToken ct)
        {
            if (
                http.HttpContext!.Features.Get<CurrentUser>() is not { } user
                || !await sessions.End(user.AccountId, user.SessionId, ct)
            )
                return null;

            audit.Changed("account.log-out", "account", user.AccountId, new { user.SessionId });
            return await db.Value<string?>("select provider from accounts.session where id = @SessionId", user, ct);
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
