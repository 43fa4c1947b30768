using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Somebody who is logged in says the password again, for what wants to be surer and has no e-identification to ask
/// for.
/// </summary>
internal sealed record ConfirmPassword(Secret PresentPassword) : ICommand<NewSession?>
{
    public sealed class Validator : AbstractValidator<ConfirmPassword>
    {
        public Validator() =>
            RuleFor(x => x.PresentPassword.Text).MustBeASaidPassword().OverridePropertyName(nameof(PresentPassword));
    }

    /// <returns>The session with its new token; null for an API client, whose tokens stay.</returns>
    public sealed class Handler(
        NpgsqlConnection db,
        PasswordCheck check,
        SessionStore sessions,
        CurrentUser user,
        IEIdentification eIdentification,
        Audit audit
    ) : IPreparedCommandHandler<ConfirmPassword, string, NewSession?>
    {
        public Task<string> Prepare(ConfirmPassword command, CancellationToken ct) =>
            check.Present(user, command.PresentPassword, ct);

        public async Task<NewSession?> Handle(ConfirmPassword command, string hash, CancellationToken ct)
        {
            if (
                !await db.Value<bool>(
                    "select true from accounts.account where id = @AccountId and password_hash = @hash for share",
                    new { user.AccountId, hash },
                    ct
                )
            )
                throw PasswordCheck.PresentIsWrong();

            audit.Changed(
                "session.confirm",
                "account",
                user.AccountId,
                new { user.SessionId, InsteadOfProvider = eIdentification.IsSetUp }
            );
            return await sessions.Confirm(user, ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/session/confirmation",
                    async (
                        ConfirmPassword command,
                        ISender sender,
                        CurrentUser user,
                        HttpContext http,
                        CancellationToken ct
                    ) =>
                    {
                        var session = await sender.Send(command, ct);
                        if (session is not null && SessionAuthentication.Bearer(http.Request) is null)
                            SessionCookie.Set(http, session, user.OwnDevice);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary(
                    "Say my password again, for what wants to be surer who I am",
                    new { presentPassword = "sju gula paraplyer" }
                )
                .Refuses(400, "accounts/present-password-wrong")
                .Refuses(401, "unauthenticated")
                .Refuses(403, "cross-site")
                .Refuses(429, "accounts/too-many-tries", "accounts/log-in-locked")
                .Refuses(503, "accounts/busy");
    }
}
