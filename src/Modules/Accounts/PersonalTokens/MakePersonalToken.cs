namespace Kapprum.Accounts.PersonalTokens;

/// <summary>
/// Somebody lets a program of his or her own do some of what he or she may, without the password: the token is shown
/// once.
/// </summary>
/// <param name="Name">What its owner knows it by, at most 60 characters.</param>
/// <param name="Scopes">What it is good for, as <c>absence.read</c>.</param>
/// <param name="Days">For how long, 1 to 366.</param>
internal sealed record MakePersonalToken(string Name, IReadOnlyList<string> Scopes, int Days = 90)
    : ICommand<MakePersonalToken.Made>
{
    private const int Most = 20;

    public sealed record Made(Guid Id, Secret Token, DateTimeOffset ExpiresAt);

    public sealed class Validator : AbstractValidator<MakePersonalToken>
    {
        public Validator(TokenScopes scopes, Texts texts)
        {
            RuleFor(x => x.Name).NotEmpty().MaximumLength(60);
            RuleFor(x => x.Days).InclusiveBetween(1, 366);
            RuleFor(x => x.Scopes)
                .Must(some => some is { Count: > 0 } && some.All(scopes.All.Contains))
                .WithMessage(_ => texts["accounts.tokens.scopes-missing"]);
        }
    }

    public sealed class Handler(NpgsqlConnection db, CurrentUser user, Audit audit, TimeProvider clock)
        : ICommandHandler<MakePersonalToken, Made>
    {
        public async Task<Made> Handle(MakePersonalToken command, CancellationToken ct)
        {
            if (user.PersonId == Guid.Empty)
                throw Refusal.Unprocessable("accounts/tokens-for-people");

            var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
            var (token, hash) = PersonalToken.New();
            var until = now.AddDays(command.Days);
            await db.Execute(
                "select from accounts.account where id = @AccountId for no key update",
                new { user.AccountId },
                ct
            );
            var made = await db.Execute(
                """
                insert into accounts.personal_token (id, hash, account_id, name, scopes, created_at, expires_at)
                select @id, @hash, @AccountId, @Name, @Scopes, @now, @until
                where (select count(*) from accounts.personal_token
                       where account_id = @AccountId and expires_at > @now) < @Most
                """,
                new
                {
                    id,
                    hash,
                    user.AccountId,
                    Name = command.Name.Trim(),
                    Scopes = command.Scopes.Distinct().ToArray(),
                    now,
                    until,
                    Most,
                },
                ct
            );
            if (made == 0)
                throw Refusal.Conflict("accounts/too-many-tokens", ("count", Most));
            audit.Changed("account.token-made", "account", user.AccountId, new { id });
            return new(id, token, until);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/me/tokens",
                    async (MakePersonalToken command, ISender sender, CancellationToken ct) =>
                    {
                        var made = await sender.Send(command, ct);
                        return TypedResults.Created(
                            (string?)null,
                            new NewPersonalToken(made.Id, made.Token.Text, made.ExpiresAt)
                        );
                    }
                )
                .Roles(Roles.Anyone, Demand.Confirmed)
                .Summary(
                    "Make a token for a program of mine; it is shown once",
                    new MakePersonalToken("Kvällens sammanfattning", ["children.read"])
                )
                .Refuses(409, "accounts/too-many-tokens")
                .Refuses(422, "accounts/tokens-for-people");
    }
}

/// <param name="Token">Goes into <c>Authorization: Bearer</c>.</param>
internal sealed record NewPersonalToken(Guid Id, string Token, DateTimeOffset ExpiresAt);
