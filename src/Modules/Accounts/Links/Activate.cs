using System.Globalization;
using Kapprum.Accounts.Own;
using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Links;

/// <summary>
/// Somebody activates an account with the link of a mail, choosing a password and, if wished or needed, a user name.
/// </summary>
/// <param name="Token">From the link.</param>
/// <param name="Password">12 to 128 characters.</param>
/// <param name="UserName">The suggested one if left out; needed when the address is another account's user name
/// already.</param>
internal sealed record Activate(Secret Token, Secret Password, string? UserName = null) : ICommand<Activate.Answer>
{
    public sealed record Answer(string UserName)
    {
        internal VerifiedPassword? Verified { get; init; }
    }

    public sealed class Validator : AbstractValidator<Activate>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Password).MustHaveThePasswordsLength(texts);
            RuleFor(x => x.UserName).MustBeAUserName(texts);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        AccountLinks links,
        NewPassword newPassword,
        Throttle throttle,
        Audit audit,
        IHttpContextAccessor http,
        TimeProvider clock
    ) : IPreparedCommandHandler<Activate, string, Answer>
    {
        public async Task<string> Prepare(Activate command, CancellationToken ct)
        {
            var link = await links.Find(command.Token, ct, Purpose.Activation);
            var hash = await newPassword.Hash(
                command.Password,
                nameof(Password),
                link.PersonId,
                [command.UserName ?? link.UserName, link.Email],
                ct
            );
            await throttle.Take(Throttle.Naming(link.AccountId), ct);
            return hash;
        }

        public async Task<Answer> Handle(Activate command, string hash, CancellationToken ct)
        {
            var link = await links.Spend(command.Token, Purpose.Activation, ct);
            var userName =
                command.UserName
                ?? link.UserName
                ?? throw Refusal.Invalid(nameof(UserName), "accounts/user-name-needed");
            await UserNames.Set(db, link.AccountId, userName, link.EmailKey, ct);
            // Who is made on the command line has been given a language there: only a choice, no browser, changes it.
            await db.Execute(
                """
                update accounts.account
                set password_hash = @hash, activated_at = @Now,
                    language = case when person_id is null and not @chosen then language else @Language end
                where id = @AccountId
                """,
                new
                {
                    link.AccountId,
                    hash,
                    chosen = http.HttpContext?.Request.Cookies.ContainsKey("language") is true,
                    Now = clock.GetUtcNow(),
                    Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                },
                ct
            );

            audit.Changed("account.activate", "account", link.AccountId, by: link.AccountId);
            return new(LogInName.Normalised(userName)) { Verified = new(link.AccountId, hash, BetterHash: null) };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/activation",
                    (Activate command, ISender sender, CancellationToken ct) => sender.Send(command, ct)
                )
                .AllowAnonymous()
                .Summary(
                    "Activate an account with the link of a mail",
                    new
                    {
                        token = "k3Zt0mM8m3n6C1w5y8mN0hQ4vB7xJ2rT9aL6sD1fG4k",
                        password = "sju gula paraplyer",
                        userName = "anna.lind",
                    }
                )
                .Refuses(400, "accounts/password-repeats", "accounts/password-common", "accounts/password-has-name")
                .Refuses(
                    400,
                    "accounts/user-name-taken",
                    "accounts/user-name-not-your-address",
                    "accounts/user-name-needed"
                )
                .Refuses(404, "not-found")
                .Refuses(410, "accounts/link-used", "accounts/link-replaced", "accounts/link-expired")
                .Refuses(429, "accounts/too-many-tries")
                .Refuses(503, "accounts/busy");
    }
}
