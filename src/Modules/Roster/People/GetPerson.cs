using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.People;

/// <summary>
/// Somebody of the roster with relations and places, for administrators; each reading is in the audit log. Of a
/// protected identity it is told only that there is one, and nothing at all where others are related to it: whose
/// page it stood on would tell where it is.
/// </summary>
[NoAccessCheck("Administrators may look everybody up; protected identities are masked.")]
internal sealed record GetPerson(Guid PersonId) : IQuery<GetPerson.Answer>
{
    /// <summary>Of a protected identity all is null and empty but the first three.</summary>
    public sealed record Answer
    {
        public required Guid Id { get; init; }
        public required bool Protected { get; init; }

        /// <summary>Not dead, moved away or out of the roster.</summary>
        public required bool Active { get; init; }
        public string? GivenName { get; init; }
        public string? MiddleName { get; init; }
        public string? FamilyName { get; init; }
        public string? CivicNo { get; init; }
        public DateOnly? BirthDate { get; init; }
        public string? Email { get; init; }
        public string? WorkEmail { get; init; }
        public string? Phone { get; init; }
        public string? Street { get; init; }
        public string? PostalCode { get; init; }
        public string? City { get; init; }

        /// <summary>Whose child it is, and other contacts; former ones too.</summary>
        public IReadOnlyList<Related> Guardians { get; init; } = [];

        /// <summary>Whose guardian or contact it is; former ones too.</summary>
        public IReadOnlyList<Related> Children { get; init; } = [];
        public IReadOnlyList<Place> Places { get; init; } = [];
        public IReadOnlyList<Duty> Duties { get; init; } = [];
    }

    public sealed record Related(
        Guid Id,
        string GivenName,
        string FamilyName,
        GuardianKind Kind,
        DateOnly StartsOn,
        DateOnly? EndsOn
    );

    public sealed record Place
    {
        public required PlaceKind Kind { get; init; }

        /// <summary>Of an enrolment, as in the file, such as <c>GR</c>.</summary>
        public required string? SchoolType { get; init; }
        public required Guid UnitId { get; init; }
        public required string Unit { get; init; }
        public required Guid? GroupId { get; init; }
        public required string? Group { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly? EndsOn { get; init; }

        /// <summary>What care it gives a right to; null for an enrolment.</summary>
        public required EntitlementKind? Entitlement { get; init; }

        /// <summary>How much of it in a week; null without a limit.</summary>
        public required int? WeeklyMinutes { get; init; }

        /// <summary>
        /// The names of those who may lay its schedule, when the roster says it; without people of a protected
        /// identity.
        /// </summary>
        public required string[] Owners { get; init; }
    }

    public sealed record Duty
    {
        public required Guid UnitId { get; init; }
        public required string Unit { get; init; }
        public required string Role { get; init; }

        /// <summary>Leads the unit.</summary>
        public required bool Leads { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly? EndsOn { get; init; }

        /// <summary>The names of its groups today.</summary>
        public required string[] Groups { get; init; }
    }

    public sealed class Handler(NpgsqlConnection db, Audit audit, TimeProvider clock) : IQueryHandler<GetPerson, Answer>
    {
        public async Task<Answer> Handle(GetPerson query, CancellationToken ct)
        {
            await using var found = await db.QuerySeveral(
                """
                select id, id in (select id from roster.hidden(@today)) as protected, active,
                       given_name, middle_name, family_name, civic_no,
                       birth_date, email, work_email, phone,
                       street, postal_code, city
                from roster.person
                where id = @PersonId;

                select p.id, p.given_name, p.family_name, s.kind, s.starts_on, s.ends_on
                from roster.guardianship s join roster.person p on p.id = s.guardian_id
                where s.child_id = @PersonId and p.id not in (select id from roster.hidden(@today))
                order by s.ends_on desc nulls first, s.kind desc, p.given_name;

                select p.id, p.given_name, p.family_name, s.kind, s.starts_on, s.ends_on
                from roster.guardianship s join roster.person p on p.id = s.child_id
                where s.guardian_id = @PersonId and p.id not in (select id from roster.hidden(@today))
                order by s.ends_on desc nulls first, p.birth_date, p.given_name;

                select place.kind, place.school_type, u.id as unit_id, u.name as unit,
                       g.id as group_id, g.name as "group",
                       place.starts_on, place.ends_on, place.entitlement, place.weekly_minutes,
                       array(select concat_ws(' ', o.given_name, o.family_name)
                             from roster.placement_owner own
                             join roster.person o on o.id = own.owner_id
                             where own.placement_id = place.id
                               and roster.holds(own.starts_on, own.ends_on, greatest(@today, own.starts_on))
                               and o.id not in (select id from roster.hidden(@today))
                             order by 1) as owners
                from (
                    select p.id, p.kind, null as school_type, p.unit_id, p.group_id, p.starts_on, p.ends_on,
                           right_to.kind as entitlement, right_to.weekly_minutes
                    from roster.placement p
                    cross join roster.entitlement(p.reason, p.max_weekly_hours) right_to
                    where p.child_id = @PersonId
                    union all
                    select null, 'school', e.school_type, e.unit_id, b.group_id, e.starts_on, e.ends_on, null, null
                    from roster.enrolment e
                    left join roster.belonging(e.child_id, @today) b on b.unit_id = e.unit_id and b.kind = 'school'
                    where e.child_id = @PersonId) place
                join roster.unit u on u.id = place.unit_id
                left join roster.child_group g on g.id = place.group_id
                order by place.ends_on desc nulls first, place.starts_on desc, place.id;

                select u.id as unit_id, u.name as unit, d.role, d.leads, d.starts_on, d.ends_on,
                       array(select distinct g.name
                             from roster.duty_group dg
                             join roster.child_group g on g.id = dg.group_id
                             where dg.duty_id = d.id and roster.holds(dg.starts_on, dg.ends_on, @today)) as groups
                from roster.duty d join roster.unit u on u.id = d.unit_id
                where d.person_id = @PersonId
                order by d.ends_on desc nulls first, d.starts_on desc
                """,
                new { query.PersonId, today = clock.Today() },
                ct
            );
            var person = await found.OneOrNone<Answer>() ?? throw Refusal.NotFound("person");
            var guardians = await found.Query<Related>();
            var children = await found.Query<Related>();
            var places = await found.Query<Place>();
            var duties = await found.Query<Duty>();

            await audit.Read(
                person.Protected ? "roster.read-protected" : "roster.read-person",
                "person",
                person.Id,
                ct
            );
            return person.Protected
                ? new Answer
                {
                    Id = person.Id,
                    Protected = true,
                    Active = person.Active,
                }
                : person with
                {
                    Guardians = guardians,
                    Children = children,
                    Places = places,
                    Duties = duties,
                };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/people/{id:guid}",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetPerson(id), ct)
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("Somebody of the roster, with relations and places")
                .Refuses(404, "not-found");
    }
}
