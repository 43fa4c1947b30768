using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Own;

/// <summary>
/// Somebody changes the user name, saying the present password: on a borrowed phone one could shut its owner out by it.
/// It is kept without capitals; an address can only be one's own. The owner is told by mail.
/// </summary>
/// <param name="UserName">3 to 254 Latin letters, digits and . _ - +; or one's own e-mail address.</param>
internal sealed record ChangeUserName(string UserName, Secret PresentPassword) : ICommand
{
    public sealed class Validator : AbstractValidator<ChangeUserName>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.UserName).MustBeAUserName(texts);
            RuleFor(x => x.PresentPassword.Text).MustBeASaidPassword().OverridePropertyName(nameof(PresentPassword));
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        PasswordCheck check,
        Throttle throttle,
        MailQueue mails,
        CurrentUser user,
        Audit audit
    ) : IPreparedCommandHandler<ChangeUserName, string>
    {
        public async Task<string> Prepare(ChangeUserName command, CancellationToken ct)
        {
            var presentHash = await check.Present(user, command.PresentPassword, ct);
            await throttle.Take(Throttle.Naming(user.AccountId), ct);
            return presentHash;
        }

        public async Task Handle(ChangeUserName command, string presentHash, CancellationToken ct)
        {
            // After a new password by mail the one that was said is the present one no longer.
            var (isPresent, address) = await db.One<(bool, string?)>(
                """
                select coalesce(password_hash = @presentHash, false), email_key
                from accounts.account
                where id = @AccountId
                for update
                """,
                new { user.AccountId, presentHash },
                ct
            );
            if (!isPresent)
                throw PasswordCheck.PresentIsWrong();
            await UserNames.Set(db, user.AccountId, command.UserName, address, ct);

            await mails.Add(UserNameChangedMail.Name, [UserNameChangedMail.To(user.AccountId)], ct);
            audit.Changed("account.change-user-name", "account", user.AccountId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/me/user-name",
                    async (ChangeUserName command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("Change my user name", new { userName = "anna.lind", presentPassword = "sju gula paraplyer" })
                .Refuses(400, "accounts/present-password-wrong")
                .Refuses(400, "accounts/user-name-taken", "accounts/user-name-not-your-address")
                .Refuses(429, "accounts/too-many-tries", "accounts/log-in-locked")
                .Refuses(503, "accounts/busy");
    }
}
