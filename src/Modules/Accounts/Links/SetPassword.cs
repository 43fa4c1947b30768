using Kapprum.Accounts.Own;
using Kapprum.Accounts.Passwords;
using Kapprum.Accounts.Sessions;

namespace Kapprum.Accounts.Links;

/// <summary>
/// Somebody chooses a new password with the link of a mail. It ends all sessions of the account and forgets all failed
/// log-ins: whoever reads the mail is let in, however many others have tried. The owner is told by another mail.
/// </summary>
/// <param name="Token">From the link.</param>
/// <param name="Password">12 to 128 characters.</param>
internal sealed record SetPassword(Secret Token, Secret Password) : ICommand<SetPassword.Answer>
{
    public sealed record Answer(string UserName)
    {
        internal VerifiedPassword? Verified { get; init; }
    }

    public sealed class Validator : AbstractValidator<SetPassword>
    {
        public Validator(Texts texts) => RuleFor(x => x.Password).MustHaveThePasswordsLength(texts);
    }

    public sealed class Handler(
        NpgsqlConnection db,
        AccountLinks links,
        NewPassword newPassword,
        SessionStore sessions,
        Throttle throttle,
        MailQueue mails,
        Audit audit
    ) : IPreparedCommandHandler<SetPassword, string, Answer>
    {
        public async Task<string> Prepare(SetPassword command, CancellationToken ct)
        {
            var link = await links.Find(command.Token, ct, Purpose.Password);
            return await newPassword.Hash(
                command.Password,
                nameof(Password),
                link.PersonId,
                [link.UserName, link.Email],
                ct
            );
        }

        public async Task<Answer> Handle(SetPassword command, string hash, CancellationToken ct)
        {
            var link = await links.Spend(command.Token, Purpose.Password, ct);
            await db.Execute(
                "update accounts.account set password_hash = @hash where id = @AccountId",
                new { link.AccountId, hash },
                ct
            );
            await sessions.EndAll(link.AccountId, ct);
            await throttle.Lift(link.AccountId, ct);

            await mails.Add(PasswordChangedMail.Name, [PasswordChangedMail.To(link.AccountId)], ct);
            audit.Changed("account.new-password", "account", link.AccountId, by: link.AccountId);
            return new(link.UserName!) { Verified = new(link.AccountId, hash, BetterHash: null) };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/password",
                    (SetPassword command, ISender sender, CancellationToken ct) => sender.Send(command, ct)
                )
                .AllowAnonymous()
                .Summary(
                    "Choose a new password with the link of a mail",
                    new { token = "k3Zt0mM8m3n6C1w5y8mN0hQ4vB7xJ2rT9aL6sD1fG4k", password = "sju gula paraplyer" }
                )
                .Refuses(400, "accounts/password-repeats", "accounts/password-common", "accounts/password-has-name")
                .Refuses(404, "not-found")
                .Refuses(410, "accounts/link-used", "accounts/link-replaced", "accounts/link-expired")
                .Refuses(503, "accounts/busy");
    }
}
