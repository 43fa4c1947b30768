using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Own;

/// <summary>Who is logged in, and as what.</summary>
internal sealed record GetMe : IQuery<GetMe.Answer>
{
    /// <param name="PersonId">Null for an administrator outside the roster.</param>
    /// <param name="PendingEmail">An address that counts as soon as it is confirmed.</param>
    /// <param name="Roles">guardian, staff, headteacher, administrator; those of today.</param>
    /// <param name="Assurance">password, or e-identification.</param>
    /// <param name="Language">Two letters; mails come in it.</param>
    public sealed record Answer(
        Guid AccountId,
        Guid? PersonId,
        string? GivenName,
        string? FamilyName,
        string? UserName,
        string? Email,
        string? PendingEmail,
        IReadOnlyList<string> Roles,
        Assurance Assurance,
        string Language
    );

    public sealed class Handler(NpgsqlConnection db, IDirectory directory, CurrentUser user, TimeProvider clock)
        : IQueryHandler<GetMe, Answer>
    {
        public async Task<Answer> Handle(GetMe query, CancellationToken ct)
        {
            var (userName, email, pending, language) = await db.One<(string?, string?, string?, string)>(
                """
                select a.user_name, a.email, c.email, a.language
                from accounts.account a
                left join accounts.email_change c on c.account_id = a.id and c.confirmed_at is null and c.replaced_at is null and c.expires_at > @Now
                where a.id = @AccountId
                """,
                new { user.AccountId, Now = clock.GetUtcNow() },
                ct
            );
            var person = (await directory.People([user.PersonId], ct)).GetValueOrDefault(user.PersonId);

            return new(
                user.AccountId,
                person?.Id,
                person?.GivenName,
                person?.FamilyName,
                userName,
                email,
                pending,
                [.. RoleNames.Where(role => user.Is(role.Role)).Select(role => role.Name)],
                user.Assurance,
                language
            );
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
                .Roles(Kernel.Roles.Anyone)
                .Summary("Who I am, and as what");
    }
}
