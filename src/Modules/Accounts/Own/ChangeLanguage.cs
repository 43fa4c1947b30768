using Kapprum.Accounts.Sessions;

namespace Kapprum.Accounts.Own;

/// <summary>Somebody chooses the language of the pages and of the mails.</summary>
/// <param name="Language">Two letters, one of those there are.</param>
internal sealed record ChangeLanguage(string Language) : ICommand
{
    public sealed class Validator : AbstractValidator<ChangeLanguage>
    {
        public Validator(Texts texts) =>
            RuleFor(x => x.Language)
                .Must(texts.Languages.Contains)
                .WithMessage(_ =>
                    texts["accounts.language-unknown", ("languages", string.Join(", ", texts.Languages))]
                );
    }

    public sealed class Handler(
        NpgsqlConnection db,
        CurrentUser user,
        SessionCache cache,
        CommitBatch commit,
        Audit audit
    ) : ICommandHandler<ChangeLanguage>
    {
        public async Task Handle(ChangeLanguage command, CancellationToken ct)
        {
            await db.Execute(
                "update accounts.account set language = @Language where id = @AccountId",
                new { user.AccountId, command.Language },
                ct
            );
            commit.After(() => cache.Forget(user.AccountId));

            audit.Changed("account.change-language", "account", user.AccountId, new { command.Language });
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/me/language",
                    async (
                        ChangeLanguage command,
                        ISender sender,
                        HttpContext http,
                        TimeProvider clock,
                        CancellationToken ct
                    ) =>
                    {
                        await sender.Send(command, ct);
                        SessionCookie.SetLanguage(http, command.Language, clock);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("Choose my language", new ChangeLanguage("en"));
    }
}
