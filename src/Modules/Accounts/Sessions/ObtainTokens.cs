using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Sessions;

/// <summary>An API client logs somebody in with a password and gets tokens instead of a cookie.</summary>
/// <param name="UserName">The user name, or an e-mail address that only one account has. Case does not matter.</param>
/// <param name="Device">What the client is called in the list of sessions, at most 60 characters; its User-Agent if
/// left out.</param>
/// <param name="DeviceMark">The one that came with earlier tokens: with it the client is known, and what others fail at
/// does not reach it.</param>
internal sealed record ObtainTokens(string UserName, Secret Password, string? Device = null, Secret? DeviceMark = null)
    : ICommand<NewSession>
{
    public sealed class Validator : AbstractValidator<ObtainTokens>
    {
        public Validator()
        {
            RuleFor(x => x.UserName).NotEmpty().MaximumLength(LogInName.Longest);
            RuleFor(x => x.Password.Text).MustBeASaidPassword().OverridePropertyName(nameof(Password));
            RuleFor(x => x.Device).MaximumLength(60);
        }
    }

    public sealed class Handler(PasswordCheck check, SessionStore sessions, IHttpContextAccessor http)
        : IPreparedCommandHandler<ObtainTokens, VerifiedPassword, NewSession>
    {
        public Task<VerifiedPassword> Prepare(ObtainTokens command, CancellationToken ct) =>
            check.Of(command.UserName, command.Password, command.DeviceMark?.Text, ct);

        public Task<NewSession> Handle(ObtainTokens command, VerifiedPassword verified, CancellationToken ct) =>
            sessions.Begin(
                verified,
                SessionKind.Bearer,
                command.Device ?? http.HttpContext!.Request.Headers.UserAgent,
                ct
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/tokens",
                    async (ObtainTokens command, ISender sender, KnownDevice device, CancellationToken ct) =>
                    {
                        var session = await sender.Send(command, ct);
                        var (_, mark) = device.MarkFor(session.AccountId, command.DeviceMark?.Text);
                        return TypedResults.Ok(Tokens.Of(session, mark));
                    }
                )
                .AllowAnonymous()
                .Summary(
                    "Log in as an API client; gives an access token for an hour and a refresh token",
                    new
                    {
                        userName = "anna.lind@example.org",
                        password = "sju gula paraplyer",
                        device = "Annas telefon",
                    }
                )
                .Refuses(401, "accounts/log-in-failed")
                .Refuses(403, "cross-site")
                .Refuses(429, "accounts/too-many-tries", "accounts/log-in-locked")
                .Refuses(503, "accounts/busy");
    }
}

/// <summary>The tokens of an API client.</summary>
/// <param name="AccessToken">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Is exchanged for new tokens, once.</param>
/// <param name="DeviceMark">To be kept also when the session has ended, and shown at the next log-in; null after a
/// refresh.</param>
internal sealed record Tokens(
    string AccessToken,
    DateTimeOffset AccessTokenExpires,
    string RefreshToken,
    DateTimeOffset SessionExpires,
    string? DeviceMark
)
{
    public static Tokens Of(NewSession session, string? mark = null) =>
        new(session.Access.Text, session.AccessUntil, session.Refresh!.Value.Text, session.Until, mark);
}
