using Kapprum.Accounts.Links;
using Kapprum.Accounts.Passwords;
using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Administration;

/// <summary>How it stands with somebody's account, for whoever helps with it.</summary>
internal sealed record GetAccount(Guid PersonId) : IQuery<GetAccount.Answer>
{
    public sealed record Answer
    {
        public required Guid PersonId { get; init; }

        /// <summary>Null, as the user name and the address, when the identity is protected.</summary>
        public required string? GivenName { get; init; }
        public required string? FamilyName { get; init; }
        public required bool Protected { get; init; }
        public required string? UserName { get; init; }
        public required string? Email { get; init; }

        /// <summary>There is an e-mail address to send mails to.</summary>
        public required bool HasAddress { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }

        /// <summary>When the last activation mail went out; null when none has.</summary>
        public required DateTimeOffset? InvitedAt { get; init; }

        /// <summary>Since when an activation mail waits to go out.</summary>
        public required DateTimeOffset? InvitationWaitsSince { get; init; }

        /// <summary>When the last activation mail could not be delivered and was given up.</summary>
        public required DateTimeOffset? InvitationFailedAt { get; init; }
        public required DateTimeOffset? ActivatedAt { get; init; }

        /// <summary>The last use of a session that still lasts.</summary>
        public required DateTimeOffset? SeenAt { get; init; }

        /// <summary>How many there are.</summary>
        public required int Sessions { get; init; }

        /// <summary>
        /// New browsers and clients have to wait at the moment, because of many failed log-ins.
        /// </summary>
        public required bool Locked { get; init; }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        AccountAccess access,
        IDirectory directory,
        MailQueue mails,
        Audit audit,
        TimeProvider clock
    ) : IQueryHandler<GetAccount, Answer>
    {
        public async Task<Answer> Handle(GetAccount query, CancellationToken ct)
        {
            var account = await access.Of(query.PersonId, ct);
            var now = clock.GetUtcNow();
            var (seenAt, sessions, locked) = await db.One<(DateTimeOffset?, int, bool)>(
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
            var mail = await mails.Last(ActivationMail.Name, account.Id, ct);
            var person = (await directory.People([query.PersonId], ct)).GetValueOrDefault(query.PersonId);
            var answer = new Answer
            {
                PersonId = query.PersonId,
                GivenName = person?.GivenName,
                FamilyName = person?.FamilyName,
                Protected = (await directory.Hidden([query.PersonId], ct)).Count > 0,
                UserName = account.UserName,
                Email = account.Email,
                HasAddress = account.Usable is not null,
                CreatedAt = account.CreatedAt,
                // The queue forgets what is long past; whom it has invited stays known.
                InvitedAt = mail is null
                    ? account.Usable is null
                        ? null
                        : account.InvitedAt
                    : mail.SentAt,
                InvitationWaitsSince = mail is { SentAt: null, DroppedAt: null } ? mail.QueuedAt : null,
                InvitationFailedAt = mail?.DroppedAt,
                ActivatedAt = account.ActivatedAt,
                SeenAt = seenAt,
                Sessions = sessions,
                Locked = locked,
            };
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
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.Confirmed)
                .Summary("How it stands with somebody's account")
                .Refuses(404, "not-found");
    }
}
