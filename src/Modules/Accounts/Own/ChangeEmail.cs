using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Own;

/// <summary>
/// Somebody wants mails at another address, and says the present password: whoever has the address can get a new one.
/// It counts once it has been confirmed (<see cref="ConfirmEmail"/>); until then nothing is changed.
/// </summary>
internal sealed record ChangeEmail(string Email, Secret PresentPassword) : ICommand
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(3);

    public sealed class Validator : AbstractValidator<ChangeEmail>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Email)
                .Cascade(CascadeMode.Stop)
                .NotEmpty()
                .MaximumLength(LogInName.Longest)
                .Must(email => EmailAddress.Normal(email) is not null)
                .WithMessage(_ => texts["invalid.EmailValidator"]);
            RuleFor(x => x.PresentPassword.Text).MustBeASaidPassword().OverridePropertyName(nameof(PresentPassword));
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        PasswordCheck check,
        Throttle throttle,
        MailQueue mails,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : IPreparedCommandHandler<ChangeEmail, string>
    {
        public async Task<string> Prepare(ChangeEmail command, CancellationToken ct)
        {
            var presentHash = await check.Present(user, command.PresentPassword, ct);
            await throttle.Take(Throttle.AskingBy(user.AccountId), ct);
            return presentHash;
        }

        public async Task Handle(ChangeEmail command, string presentHash, CancellationToken ct)
        {
            var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
            var change = new
            {
                id,
                user.AccountId,
                Email = EmailAddress.Normal(command.Email),
                Key = LogInName.Normalised(command.Email),
                now,
                Expires = now + Lasts,
            };

            // One at a time: each replaces the one before. After a new password by mail the one that was said is the
            // present one no longer.
            if (
                !await db.Value<bool>(
                    """
                    select true
                    from accounts.account
                    where id = @AccountId and password_hash = @presentHash
                    for update
                    """,
                    new { user.AccountId, presentHash },
                    ct
                )
            )
                throw PasswordCheck.PresentIsWrong();
            await db.Execute(
                """
                update accounts.email_change
                set replaced_at = @now
                where account_id = @AccountId and confirmed_at is null and replaced_at is null;
                update accounts.link set replaced_at = @now
                where account_id = @AccountId and purpose = 'email' and used_at is null and replaced_at is null
                """,
                change,
                ct
            );
            var asked = await db.Execute(
                """
                insert into accounts.email_change (id, account_id, email, email_key, asked_at, expires_at)
                select @id, id, @Email, @Key, @now, @Expires
                from accounts.account
                where id = @AccountId and email_key is distinct from @Key
                """,
                change,
                ct
            );
            if (asked == 0)
                throw Refusal.Invalid(nameof(Email), "accounts/email-is-yours");

            await mails.Add(
                EmailConfirmationMail.Name,
                [(user.AccountId, $"{EmailConfirmationMail.Name}:{id}", new AboutChange(id))],
                ct
            );
            audit.Changed("account.ask-email", "account", user.AccountId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/me/email",
                    async (ChangeEmail command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.Accepted((string?)null);
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary(
                    "Ask for mails at another address; it counts when the link in a mail to it has confirmed it",
                    new { email = "anna.lind@example.org", presentPassword = "sju gula paraplyer" }
                )
                .Refuses(400, "accounts/present-password-wrong", "accounts/email-is-yours")
                .Refuses(429, "accounts/too-many-tries", "accounts/log-in-locked")
                .Refuses(503, "accounts/busy");
    }
}
