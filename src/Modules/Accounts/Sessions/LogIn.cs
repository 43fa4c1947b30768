using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Sessions;

/// <summary>Somebody logs in to the web app with a password; the browser gets the session as a cookie.</summary>
/// <param name="UserName">The user name, or an e-mail address that only one account has. Case does not matter.</param>
/// <param name="Password">White space that came along at its ends is forgiven.</param>
/// <param name="Remember">The browser is one's own: stay logged in for 30 days, else until it is closed and 12 hours at
/// most.</param>
internal sealed record LogIn(string UserName, Secret Password, bool Remember = false) : ICommand<NewSession>
{
    /// <summary>Set for who has this very moment chosen the password, which is then not asked again.</summary>
    internal VerifiedPassword? Verified { get; init; }

    /// <summary>The language chosen on the way in, which is the user's from now on; null when none was.</summary>
    internal string? Language { get; init; }

    public sealed class Validator : AbstractValidator<LogIn>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.UserName)
                .NotEmpty()
                .WithMessage(_ => texts["accounts.log-in.user-name-missing"])
                .MaximumLength(LogInName.Longest);
            RuleFor(x => x.Password.Text)
                .NotEmpty()
                .WithMessage(_ => texts["accounts.log-in.password-missing"])
                .MustBeASaidPassword()
                .OverridePropertyName(nameof(Password));
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        PasswordCheck check,
        SessionStore sessions,
        Audit audit,
        IHttpContextAccessor http
    ) : IPreparedCommandHandler<LogIn, VerifiedPassword, NewSession>
    {
        public async Task<VerifiedPassword> Prepare(LogIn command, CancellationToken ct) =>
            command.Verified
            ?? await check.Of(command.UserName, command.Password, KnownDevice.Shown(http.HttpContext!.Request), ct);

        public async Task<NewSession> Handle(LogIn command, VerifiedPassword verified, CancellationToken ct)
        {
            var request = http.HttpContext!;
            if (
                request.Features.Get<CurrentUser>() is { } before
                && SessionAuthentication.Bearer(request.Request) is null
            )
                await sessions.End(before.AccountId, before.SessionId, ct);

            if (
                command.Language is not null
                && await db.Execute(
                    """
                    update accounts.account set language = @Language
                    where id = @AccountId and language <> @Language and ended_at is null
                    """,
                    new { verified.AccountId, command.Language },
                    ct
                ) == 1
            )
                audit.Changed(
                    "account.change-language",
                    "account",
                    verified.AccountId,
                    new { command.Language },
                    by: verified.AccountId
                );

            return await sessions.Begin(
                verified,
                SessionKind.Cookie,
                request.Request.Headers.UserAgent,
                ct,
                command.Remember
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/session",
                    async (LogIn command, ISender sender, HttpContext http, SignIn signIn, CancellationToken ct) =>
                    {
                        signIn.Open(http, await sender.Send(command, ct), command.Remember);
                        return TypedResults.NoContent();
                    }
                )
                .AllowAnonymous()
                .Summary(
                    "Log in to the web app; the session comes as a cookie",
                    new
                    {
                        userName = "anna.lind@example.org",
                        password = "sju gula paraplyer",
                        remember = true,
                    }
                )
                .Refuses(401, "accounts/log-in-failed")
                .Refuses(403, "cross-site")
                .Refuses(429, "accounts/too-many-tries", "accounts/log-in-locked")
                .Refuses(503, "accounts/busy");
    }
}
