using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class PeopleDirectory(NpgsqlConnection db, TimeProvider clock) : IDirectory
{
    public async Task<PersonToday?> Today(Guid personId, CancellationToken ct)
    {
        var row = await db.OneOrNone<(string GivenName, string FamilyName, bool Guardian, bool Staff, bool Leads)?>(
            """
            select person.given_name, person.family_name,
                   exists (select from roster.custody(@Today) where guardian_id = @personId),
                   duty.some, duty.leads
            from roster.person
            cross join lateral (
                select count(*) > 0 as some, coalesce(bool_or(d.leads), false) as leads
                from roster.duty d
                where person.active and d.person_id = @personId and roster.holds(d.starts_on, d.ends_on, @Today)) duty
            where person.id = @personId
            """,
            new { personId, Today = clock.Today() },
            ct
        );
        return row is not { } person
            ? null
            : new(
                person.GivenName,
                person.FamilyName,
                (person.Guardian ? Roles.Guardian : 0)
                    | (person.Staff ? Roles.Staff : 0)
                    | (person.Leads ? Roles.Headteacher : 0)
            );
    }

    public async Task<IReadOnlyDictionary<Guid, Person>> People(
        IReadOnlyCollection<Guid> personIds,
        CancellationToken ct
    ) =>
        (
            await db.Query<Person>(
                """
                select id, given_name, family_name, email, phone, protection <> 'none' as protected
                from roster.person
                where id = any(@Ids)
                """,
                new { Ids = personIds.ToArray() },
                ct
            )
        ).ToDictionary(person => person.Id);

    public async Task<IReadOnlySet<Guid>> Hidden(IReadOnlyCollection<Guid> personIds, CancellationToken ct) =>
        (
            await db.Query<Guid>(
                "select id from roster.hidden(@Today) where id = any(@Ids)",
                new { Ids = personIds.ToArray(), Today = clock.Today() },
                ct
            )
        ).ToHashSet();

    public async Task<IReadOnlyDictionary<Guid, PlaceName>> Places(
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct
    ) =>
        (
            await db.Query<PlaceName>(
                """
                select id as unit_id, null::uuid as group_id, name from roster.unit where id = any(@Ids)
                union all
                select g.unit_id, g.id, g.name || ', ' || u.name
                from roster.child_group g
                join roster.unit u on u.id = g.unit_id
                where g.id = any(@Ids)
                """,
                new { Ids = ids.ToArray() },
                ct
            )
        ).ToDictionary(place => place.GroupId ?? place.UnitId);

    public async Task<ILookup<Guid, string>> Units(IReadOnlyCollection<Guid> personIds, CancellationToken ct) =>
        (
            await db.Query<(Guid PersonId, string Unit)>(
                """
                select asked.id, u.name
                from unnest(@Ids) asked (id)
                join roster.person person on person.id = asked.id and person.protection = 'none'
                cross join lateral (
                    select b.unit_id
                    from roster.custody(@Today) s
                    join roster.person child on child.id = s.child_id and child.protection = 'none'
                    cross join lateral roster.belonging(child.id, @Today) b
                    where s.guardian_id = asked.id
                    union
                    select d.unit_id
                    from roster.duty d
                    where d.person_id = asked.id and roster.holds(d.starts_on, d.ends_on, @Today)) at_unit
                join roster.unit u on u.id = at_unit.unit_id
                order by u.name
                """,
                new { Ids = personIds.Distinct().ToArray(), Today = clock.Today() },
                ct
            )
        ).ToLookup(row => row.PersonId, row => row.Unit);
}
