namespace Kapprum.Accounts;

/// <summary>Somebody changes the password, saying the present one; all other sessions end.</summary>
/// <param name="NewPassword">12 to 128 characters.</param>
internal sealed record ChangePassword(Secret PresentPassword, Secret NewPassword) : ICommand
{
    internal string? PresentHash { get; set; }
    internal string? Hash { get; set; }

    public sealed class Validator : AbstractValidator<ChangePassword>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.PresentPassword.Text)
                .NotEmpty()
                .MaximumLength(1000)
                .OverridePropertyName(nameof(PresentPassword));
            RuleFor(x => x.NewPassword).MustHaveThePasswordsLength(texts);
        }
    }

    public sealed class Preparation(NpgsqlConnection db, PasswordCheck check, NewPassword newPassword, CurrentUser user)
        : IPreparation<ChangePassword>
    {
        public async Task Prepare(ChangePassword command, CancellationToken ct)
        {
            command.PresentHash =
                await check.Present(user, command.PresentPassword, ct)
                ?? throw Refusal.Invalid(nameof(PresentPassword), "present-password-wrong");

            var (personId, userName, email) = await db.One<(Guid?, string?, string?)>(
                "select person_id, user_name, email from accounts.account where id = @AccountId",
                user,
                ct
            );
            command.Hash = await newPassword.Hash(
                command.NewPassword,
                nameof(NewPassword),
                personId,
                [userName, email],
                ct
            );
        }
    }

    public sealed class Handler(NpgsqlConnection db, Sessions sessions, CurrentUser user, Audit audit)
        : ICommandHandler<ChangePassword>
    {
        public async Task Handle(ChangePassword command, CancellationToken ct)
        {
            // Who has chosen a new one by mail meanwhile wanted the old one to be worth nothing any more.
            var changed = await db.Execute(
                "update accounts.account set password_hash = @Hash where id = @AccountId and password_hash = @PresentHash",
                new
                {
                    user.AccountId,
                    command.Hash,
                    command.PresentHash,
                },
                ct
            );
            if (changed == 0)
                throw Refusal.Invalid(nameof(PresentPassword), "present-password-wrong");
            await sessions.EndAll(user.AccountId, except: user.SessionId, ct: ct);

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
                .Roles(Roles.Anyone)
                .Summary(
                    "Change my password; all my other sessions end",
                    new { presentPassword = "sju gula paraplyer", newPassword = "tolv randiga mössor" }
                )
                .Refuses(429, "too-many-tries")
                .Refuses(503, "busy");
    }
}
