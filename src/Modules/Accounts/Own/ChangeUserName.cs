namespace Kapprum.Accounts.Own;

/// <summary>Somebody changes the user name. It is kept without capitals; an address can only be one's own.</summary>
/// <param name="UserName">3 to 254 letters, digits and . _ - +; or one's own e-mail address.</param>
internal sealed record ChangeUserName(string UserName) : ICommand
{
    public sealed class Validator : AbstractValidator<ChangeUserName>
    {
        public Validator(Texts texts) => RuleFor(x => x.UserName).MustBeAUserName(texts);
    }

    public sealed class Handler(NpgsqlConnection db, CurrentUser user, Audit audit) : ICommandHandler<ChangeUserName>
    {
        public async Task Handle(ChangeUserName command, CancellationToken ct)
        {
            var address = await db.Value<string?>(
                "select email_key from accounts.account where id = @AccountId",
                user,
                ct
            );
            await UserNames.Set(db, user.AccountId, command.UserName, address, ct);

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
                .Roles(Roles.Anyone)
                .Summary("Change my user name", new ChangeUserName("anna.lind"))
                .Refuses(400, "accounts/user-name-taken", "accounts/user-name-not-your-address");
    }
}
