namespace Kapprum.Accounts;

/// <summary>Somebody changes the user name. It is kept without capitals; an address can only be one's own.</summary>
/// <param name="UserName">3 to 254 letters, digits and . _ - +; or one's own e-mail address.</param>
internal sealed record ChangeUserName(string UserName) : ICommand
{
    public sealed class Validator : AbstractValidator<ChangeUserName>
    {
        public Validator(Texts texts) => RuleFor(x => x.UserName).MustBeAUserName(texts);
    }

    public sealed class Handler(NpgsqlConnection db, CurrentUser user, Audit audit)
        : IRequestHandler<ChangeUserName, Unit>
    {
        public async Task<Unit> Handle(ChangeUserName command, CancellationToken ct)
        {
            var address = await db.ExecuteScalarAsync<string?>(
                "select email_key from accounts.account where id = @AccountId",
                user
            );
            await UserNames.Set(db, user.AccountId, command.UserName, address);

            audit.Changed("account.change-user-name", "account", user.AccountId);
            return Unit.Value;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/me/user-name",
                    async (ChangeUserName command, IMediator mediator, CancellationToken ct) =>
                    {
                        await mediator.Send(command, ct);
                        return TypedResults.NoContent();
                    }
                )
                .For(Roles.Anyone)
                .Says("Change my user name", new ChangeUserName("anna.lind"));
    }
}
