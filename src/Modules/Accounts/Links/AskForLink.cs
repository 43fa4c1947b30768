namespace Kapprum.Accounts.Links;

/// <summary>
/// Somebody who cannot log in asks for a mail: with a link to a new password, or with a new link to activate the
/// account if that has not been done. The answer, and the work for it, are the same whether or not there is anybody to
/// mail; who it is is looked up afterwards.
/// </summary>
/// <param name="UserName">The user name or the e-mail address. An address that several people share gets a mail for
/// each of them.</param>
internal sealed record AskForLink(string UserName) : ICommand
{
    public sealed class Validator : AbstractValidator<AskForLink>
    {
        public Validator() => RuleFor(x => x.UserName).NotEmpty().MaximumLength(LogInName.Longest);
    }

    public sealed class Preparation(AskingClient client) : IPreparation<AskForLink>
    {
        public Task Prepare(AskForLink command, CancellationToken ct) => client.Count(ct);
    }

    public sealed class Handler(NpgsqlConnection db, Outbox outbox, TimeProvider clock) : ICommandHandler<AskForLink>
    {
        public async Task Handle(AskForLink command, CancellationToken ct)
        {
            var id = Guid.CreateVersion7();
            await db.Execute(
                "insert into accounts.asked_link (id, name, asked_at) values (@id, @Name, @Now)",
                new
                {
                    id,
                    Name = LogInName.Normalised(command.UserName),
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            outbox.Publish(new LinkAsked(id));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/link",
                    async (AskForLink command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.Accepted((string?)null);
                    }
                )
                .AllowAnonymous()
                .Summary(
                    "Ask for a mail with a link to a new password, or to activate the account",
                    new AskForLink("anna.lind@example.org")
                )
                .Refuses(429, "accounts/too-many-tries");
    }
}

/// <summary>
/// Somebody has asked for a link; by what name, stands in a table of our own and only until it is answered.
/// </summary>
[Event("accounts/link-asked")]
internal sealed record LinkAsked(Guid Id) : IEvent;

/// <summary>
/// Mails a link to whoever goes by the name, five times in 24 hours at most: each mail kills the link before it, and
/// whoever knows a name could do that all day. The last link stays good, and who has got any of them can have it
/// renewed (<see cref="RenewLink"/>) as often as before.
/// </summary>
[KnownAs("Kapprum.Accounts.AnswerAskedLinks")]
internal sealed class AnswerAskedLinks(NpgsqlConnection db, LinkRequests requests, TimeProvider clock)
    : IEventHandler<LinkAsked>
{
    private const int Most = 5;

    public async Task Handle(IReadOnlyList<LinkAsked> happened, CancellationToken ct) =>
        await requests.Answer(
            happened[0].Id,
            await db.Query<LinkRequests.Account>(
                """
                with asked as (delete from accounts.asked_link where id = any(@Ids) returning name)
                update accounts.account
                set link_asked_at = @Now, asked_by_name_at = (@Now::timestamptz || asked_by_name_at)[1 : @Most]
                where ended_at is null and email is not null and (link_asked_at is null or link_asked_at <= @Earlier)
                  and (asked_by_name_at[@Most] is null or asked_by_name_at[@Most] <= @DayAgo)
                  and (user_name in (select name from asked) or email_key in (select name from asked))
                returning id, activated_at is not null as activated
                """,
                new
                {
                    Ids = happened.Select(asked => asked.Id).ToArray(),
                    Now = clock.GetUtcNow(),
                    Earlier = clock.GetUtcNow() - LinkRequests.Between,
                    DayAgo = clock.GetUtcNow().AddDays(-1),
                    Most,
                },
                ct
            ),
            ct
        );
}
