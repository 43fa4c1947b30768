using Kapprum.Accounts.Passwords;
using Kapprum.Accounts.Sessions;

namespace Kapprum.Accounts.Own;

/// <summary>
/// Somebody changes the password, saying the present one; all other sessions end, and the owner is told by mail.
/// </summary>
/// <param name="NewPassword">12 to 128 characters.</param>
internal sealed record ChangePassword(Secret PresentPassword, Secret NewPassword) : ICommand
{
    public sealed record Hashes(string Present, string New);

    public sealed class Validator : AbstractValidator<ChangePassword>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.PresentPassword.Text).MustBeASaidPassword().OverridePropertyName(nameof(PresentPassword));
            RuleFor(x => x.NewPassword).MustHaveThePasswordsLength(texts);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        PasswordCheck check,
        NewPassword newPassword,
        SessionStore sessions,
        MailQueue mails,
        CurrentUser user,
        Audit audit
    ) : IPreparedCommandHandler<ChangePassword, Hashes>
    {
        public async Task<Hashes> Prepare(ChangePassword command, CancellationToken ct)
        {
            var present = await check.Present(user, command.PresentPassword, ct);

            var (personId, userName, email) = await db.One<(Guid?, string?, string?)>(
                "select person_id, user_name, email from accounts.account where id = @AccountId",
                user,
                ct
            );
            var hash = await newPassword.Hash(
                command.NewPassword,
                nameof(NewPassword),
                personId,
                [userName, email],
                ct
            );
            return new(present, hash);
        }

        public async Task Handle(ChangePassword command, Hashes hashes, CancellationToken ct)
        {
            // Who has chosen a new one by mail meanwhile wanted the old one to be worth nothing any more.
            var changed = await db.Execute(
                "update accounts.account set password_hash = @New where id = @AccountId and password_hash = @Present",
                new
                {
                    user.AccountId,
                    hashes.New,
                    hashes.Present,
                },
                ct
            );
            if (changed == 0)
                throw PasswordCheck.PresentIsWrong();
            await sessions.EndAll(user.AccountId, except: user.SessionId, ct: ct);

            await mails.Add(PasswordChangedMail.Name, [PasswordChangedMail.To(user.AccountId)], ct);
            audit.Changed("account.change-password", "account", user.AccountId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/me/password",
                    async (ChangePassword command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary(
                    "Change my password; all my other sessions end",
                    new { presentPassword = "sju gula paraplyer", newPassword = "tolv randiga mössor" }
                )
                .Refuses(400, "accounts/present-password-wrong")
                .Refuses(400, "accounts/password-repeats", "accounts/password-common", "accounts/password-has-name")
                .Refuses(429, "accounts/too-many-tries", "accounts/log-in-locked")
                .Refuses(503, "accounts/busy");
    }
}
