using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Roster;
using Microsoft.Extensions.Options;

namespace Kapprum.Roster.Contacts;

/// <summary>
/// How to reach the guardians of a child, for the staff of its own group and its headteacher; a guardian sees only what
/// is his or her own. Of a protected guardian nothing but the name is told unless the reader has logged in with an
/// e-identification. Each reading is in the audit log.
/// </summary>
internal sealed record ListChildContacts(Guid ChildId) : IQuery<ListChildContacts.Answer>
{
    /// <param name="Protected">The child's identity is protected.</param>
    public sealed record Answer(
        Guid ChildId,
        string GivenName,
        string FamilyName,
        bool Protected,
        IReadOnlyList<Item> Guardians
    );

    public sealed record Item
    {
        public required Guid PersonId { get; init; }
        public required string GivenName { get; init; }
        public required string FamilyName { get; init; }

        /// <summary>A protected identity.</summary>
        public required bool Protected { get; init; }

        /// <summary>There may be more to see with an e-identification.</summary>
        public required bool Hidden { get; init; }
        public string? Email { get; init; }
        public Phone? Phone { get; init; }
        public string? Street { get; init; }
        public string? PostalCode { get; init; }
        public string? City { get; init; }
        public EmergencyContact? Emergency { get; init; }
    }

    private sealed record Child(string GivenName, string FamilyName, bool Protected);

    private sealed record Row
    {
        public required Guid PersonId { get; init; }
        public required string GivenName { get; init; }
        public required string FamilyName { get; init; }
        public required bool Protected { get; init; }
        public required string? Email { get; init; }
        public required string? Phone { get; init; }
        public required string? Street { get; init; }
        public required string? PostalCode { get; init; }
        public required string? City { get; init; }
        public required string? EmergencyName { get; init; }
        public required string? EmergencyPhone { get; init; }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IAccounts accounts,
        IOptions<RosterSettings> settings,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : IQueryHandler<ListChildContacts, Answer>
    {
        public async Task<Answer> Handle(ListChildContacts query, CancellationToken ct)
        {
            var viewer = await access.Require(query.ChildId, Relation.Guardian | Relation.Close, ct);
            var all = viewer.Is(Relation.Close);

            var sure = user.Assurance >= Assurance.EIdentification;
            if (all && !sure && settings.Value.ContactsWantEIdentification)
                throw Refusal.StepUp(Demand.EIdentification);

            await using var found = await db.QuerySeveral(
                """
                select given_name, family_name, protection <> 'none' as protected
                from roster.person
                where id = @ChildId;

                select r.person_id, p.given_name, p.family_name, p.protection <> 'none' as protected,
                       r.email, r.phone, r.street, r.postal_code, r.city, r.emergency_name, r.emergency_phone
                from roster.custody(@today) s
                join roster.person p on p.id = s.guardian_id
                join roster.reach r on r.person_id = p.id
                where s.child_id = @ChildId and (@all or p.id = @PersonId)
                order by p.given_name, p.family_name, p.id
                """,
                new
                {
                    query.ChildId,
                    today = clock.Today(),
                    all,
                    user.PersonId,
                },
                ct
            );
            var child = await found.One<Child>();
            var rows = await found.Query<Row>();
            var reachable = await accounts.Of([.. rows.Select(row => row.PersonId)], ct);

            await audit.Read("roster.read-contacts", "person", rows.Select(row => row.PersonId), ct, query.ChildId);
            return new(
                query.ChildId,
                child.GivenName,
                child.FamilyName,
                child.Protected,
                [
                    .. from row in rows
                    let hidden = row.Protected && !sure && row.PersonId != user.PersonId
                    let name = new Item
                    {
                        PersonId = row.PersonId,
                        GivenName = row.GivenName,
                        FamilyName = row.FamilyName,
                        Protected = row.Protected,
                        Hidden = hidden,
                    }
                    select hidden
                        ? name
                        : name with
                        {
                            Email = reachable.GetValueOrDefault(row.PersonId)?.Email ?? row.Email,
                            Phone = Phone.Of(row.Phone),
                            Street = row.Street,
                            PostalCode = row.PostalCode,
                            City = row.City,
                            Emergency = EmergencyContact.Of(row.EmergencyName, row.EmergencyPhone),
                        },
                ]
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/contacts",
                    (Guid childId, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListChildContacts(childId), ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary("How to reach the guardians of a child")
                .Refuses(403, "step-up-required")
                .Refuses(404, "not-found");
    }
}
