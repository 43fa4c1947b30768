using Kapprum.Contracts.Roster;
using Kapprum.Roster.Units;

namespace Kapprum.Roster.Access;

internal sealed class KnownChildren(NpgsqlConnection db, UnitPhones unitPhones, TimeProvider clock) : IKnownChildren
{
    private sealed record Row
    {
        public required Guid PersonId { get; init; }
        public required Guid Id { get; init; }
        public required string GivenName { get; init; }
        public required string FamilyName { get; init; }
        public required bool Protected { get; init; }
        public required string? Group { get; init; }
        public required Guid? UnitId { get; init; }
        public required string? Unit { get; init; }
        public required string? Phone { get; init; }
    }

    public async Task<IReadOnlyDictionary<ChildPerson, KnownChild>> Of(
        IReadOnlyCollection<ChildPerson> pairs,
        CancellationToken ct
    )
    {
        if (pairs.Count == 0)
            return new Dictionary<ChildPerson, KnownChild>();

        // Only namesakes are read of all the children that a person may mix up.
        var rows = await db.Query<Row>(
            """
            with pair as (
                select distinct child_id, person_id from unnest(@Children, @People) as pair (child_id, person_id)),
            around as (
                select s.guardian_id as person_id, s.child_id
                from roster.custody(@Today) s
                where s.guardian_id = any(@People)
                union
                select d.person_id, here.child_id
                from roster.duty d
                join (select child_id, unit_id, starts_on, ends_on from roster.placement
                      union all
                      select child_id, unit_id, starts_on, ends_on from roster.enrolment) here
                     on here.unit_id = d.unit_id and roster.holds(here.starts_on, here.ends_on, @Today)
                join roster.person namesake on namesake.id = here.child_id
                where d.person_id = any(@People) and roster.holds(d.starts_on, d.ends_on, @Today)
                  and (namesake.protection = 'none'
                       or exists (select from roster.staff_relation(d.person_id, here.child_id, @Today)))
                union
                select person_id, child_id from pair)
            select around.person_id, child.id, child.given_name, child.family_name,
                   child.protection <> 'none' as protected, place.group_name as "group", place.unit_id,
                   place.unit_name as unit, place.phone
            from around
            join roster.person child on child.id = around.child_id
            left join lateral (
                select g.name as group_name, u.id as unit_id, u.name as unit_name, u.phone
                from roster.belonging(child.id, @Today) b
                join roster.unit u on u.id = b.unit_id
                left join roster.child_group g on g.id = b.group_id
                order by b.kind = 'leisure', u.name
                limit 1) place on true
            where (around.person_id, lower(child.given_name)) in (
                select pair.person_id, lower(asked.given_name)
                from pair join roster.person asked on asked.id = pair.child_id)
            """,
            new
            {
                Children = pairs.Select(pair => pair.ChildId).ToArray(),
                People = pairs.Select(pair => pair.PersonId).ToArray(),
                Today = clock.Today(),
            },
            ct
        );

        var asked = pairs.ToHashSet();
        var phones = await unitPhones.Of(
            from row in rows
            let unit = row.UnitId
            where unit is not null
            select (unit.Value, row.Phone),
            ct
        );
        return (
            from person in rows.GroupBy(row => row.PersonId)
            let names = ChildNames.Of(
                person.Select(row => new Child(
                    row.Id,
                    row.GivenName,
                    row.FamilyName,
                    row.Protected,
                    GroupId: null,
                    row.Group,
                    UnitId: null,
                    row.Unit
                ))
            )
            from row in person
            let pair = new ChildPerson(row.Id, person.Key)
            where asked.Contains(pair)
            select (
                pair,
                new KnownChild(
                    names[row.Id],
                    row.Protected,
                    row.Group,
                    row.Unit,
                    row.UnitId is { } unit ? phones.GetValueOrDefault(unit) : null
                )
            )
        ).ToDictionary();
    }
}
