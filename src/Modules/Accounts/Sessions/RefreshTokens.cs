namespace Kapprum.Accounts.Sessions;

/// <summary>
/// An API client exchanges its refresh token for new tokens; one that comes a second time ends the session.
/// </summary>
internal sealed record RefreshTokens(Secret RefreshToken) : ICommand<NewSession?>
{
    public sealed class Handler(SessionStore sessions) : ICommandHandler<RefreshTokens, NewSession?>
    {
        public async Task<NewSession?> Handle(RefreshTokens command, CancellationToken ct) =>
            Token.TryHash(command.RefreshToken.Text, out var hash) ? await sessions.Refresh(hash, ct) : null;
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/tokens/refresh",
                    async (RefreshTokens command, ISender sender, CancellationToken ct) =>
                        // Refused only here: that a stolen token ends the session has to be committed.
                        TypedResults.Ok(
                            Tokens.Of(
                                await sender.Send(command, ct)
                                    ?? throw Refusal.Unauthorized("accounts/refresh-token-not-good")
                            )
                        )
                )
                .AllowAnonymous()
                .Summary(
                    "Exchange a refresh token for new tokens",
                    new { refreshToken = "k3Zt0mM8m3n6C1w5y8mN0hQ4vB7xJ2rT9aL6sD1fG4k" }
                )
                .Refuses(401, "accounts/refresh-token-not-good");
    }
}
