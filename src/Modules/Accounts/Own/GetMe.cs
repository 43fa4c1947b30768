using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Own;

/// <summary>Who is logged in, and as what.</summary>
internal sealed record GetMe : IQuery<GetMe.Answer>
{
    public sealed record Answer
    {
        public required Guid AccountId { get; init; }

        /// <summary>Null for an administrator outside the roster.</summary>
        public required Guid? PersonId { get; init; }
        public required string? GivenName { get; init; }
        public required string? FamilyName { get; init; }
        public required string? UserName { get; init; }
        public required string? Email { get; init; }

        /// <summary>An address that counts as soon as it is confirmed.</summary>
        public required string? PendingEmail { get; init; }

        /// <summary>guardian, staff, headteacher, administrator; those of today.</summary>
        public required IReadOnlyList<string> Roles { get; init; }

        /// <summary>password, or e-identification.</summary>
        public required Assurance Assurance { get; init; }

        /// <summary>Two letters; mails come in it.</summary>
        public required string Language { get; init; }
    }

    public sealed class Handler(NpgsqlConnection db, IDirectory directory, CurrentUser user, TimeProvider clock)
        : IQueryHandler<GetMe, Answer>
    {
        public async Task<Answer> Handle(GetMe query, CancellationToken ct)
        {
            var (userName, email, pending, language) = await db.One<(string?, string?, string?, string)>(
                """
                select a.user_name, a.email, c.email, a.language
                from accounts.account a
                left join accounts.email_change c on c.account_id = a.id
                     and c.confirmed_at is null and c.replaced_at is null and c.expires_at > @Now
                where a.id = @AccountId
                """,
                new { user.AccountId, Now = clock.GetUtcNow() },
                ct
            );
            var person = (await directory.People([user.PersonId], ct)).GetValueOrDefault(user.PersonId);

            return new()
            {
                AccountId = user.AccountId,
                PersonId = person?.Id,
                GivenName = person?.GivenName,
                FamilyName = person?.FamilyName,
                UserName = userName,
                Email = email,
                PendingEmail = pending,
                Roles = [.. RoleNames.Where(role => user.Is(role.Role)).Select(role => role.Name)],
                Assurance = user.Assurance,
                Language = language,
            };
        }

        private static readonly (Roles Role, string Name)[] RoleNames =
        [
            (Kernel.Roles.Guardian, "guardian"),
            (Kernel.Roles.Staff, "staff"),
            (Kernel.Roles.Headteacher, "headteacher"),
            (Kernel.Roles.Administrator, "administrator"),
        ];
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/me", (ISender sender, CancellationToken ct) => sender.Send(new GetMe(), ct))
                .Roles(Kernel.Roles.Anyone, Demand.None)
                .Summary("Who I am, and as what");
    }
}
