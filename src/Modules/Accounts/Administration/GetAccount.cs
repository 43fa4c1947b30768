using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts;

/// <summary>How it stands with somebody's account, for whoever helps with it.</summary>
internal sealed record GetAccount(Guid PersonId) : IQuery<GetAccount.Answer>
{
    /// <param name="GivenName">Null, as the user name and the address, when the identity is protected.</param>
    /// <param name="HasAddress">There is an e-mail address to send mails to.</param>
    /// <param name="InvitedAt">When the activation mail went into the queue; null without an address.</param>
    /// <param name="SeenAt">The last use of a session that still lasts.</param>
    /// <param name="Sessions">How many there are.</param>
    /// <param name="Locked">New browsers and clients have to wait at the moment, because of many failed
    /// log-ins.</param>
    public sealed record Answer(
        Guid PersonId,
        string? GivenName,
        string? FamilyName,
        bool Protected,
        string? UserName,
        string? Email,
        bool HasAddress,
        DateTimeOffset CreatedAt,
        DateTimeOffset? InvitedAt,
        DateTimeOffset? ActivatedAt,
        DateTimeOffset? SeenAt,
        int Sessions,
        bool Locked
    );

    public sealed class Handler(
        NpgsqlConnection db,
        TheirAccount theirs,
        IDirectory directory,
        Audit audit,
        TimeProvider clock
    ) : IQueryHandler<GetAccount, Answer>
    {
        public async Task<Answer> Handle(GetAccount query, CancellationToken ct)
        {
            var account = await theirs.Of(query.PersonId, ct);
            var now = clock.GetUtcNow();
            var (seenAt, sessions, locked) = await db.One<(DateTime?, int, bool)>(
                """
                select max(s.seen_at), count(*)::int,
                       exists (select from accounts.throttle t where t.key = @Key and t.blocked_until > @now)
                from accounts.session s
                where s.account_id = @Id and s.ended_at is null and s.expires_at > @now
                """,
                new
                {
                    account.Id,
                    now,
                    Key = Throttle.OfAccount(account.Id.ToString()),
                },
                ct
            );
            var person = (await directory.People([query.PersonId], ct)).GetValueOrDefault(query.PersonId);
            var answer = new Answer(
                query.PersonId,
                person?.GivenName,
                person?.FamilyName,
                person is { Protected: true },
                account.UserName,
                account.Email,
                account.Email is not null,
                account.CreatedAt,
                account.InvitedAt,
                account.ActivatedAt,
                seenAt,
                sessions,
                locked
            );
            if (!answer.Protected)
                return answer;

            await audit.Read("roster.read-protected", "person", query.PersonId, ct);
            return answer with { GivenName = null, FamilyName = null, UserName = null, Email = null };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/people/{personId:guid}/account",
                    (Guid personId, ISender sender, CancellationToken ct) => sender.Send(new GetAccount(personId), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher)
                .Summary("How it stands with somebody's account")
                .Refuses(404, "not-found");
    }
}
