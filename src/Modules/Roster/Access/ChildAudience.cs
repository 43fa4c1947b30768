using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class ChildAudience(NpgsqlConnection db, TimeProvider clock) : IAudience
{
    public async Task<IReadOnlyList<ChildPerson>> GuardiansOf(
        IReadOnlyCollection<Guid> childIds,
        CancellationToken ct
    ) =>
        await db.Query<ChildPerson>(
            """
            select child_id, guardian_id as person_id
            from roster.custody(@Today)
            where child_id = any(@Children)
            """,
            new { Children = childIds.ToArray(), Today = clock.Today() },
            ct
        );

    public async Task<IReadOnlyList<ChildPerson>> ChildrenOf(
        IReadOnlyCollection<Guid> personIds,
        CancellationToken ct
    ) =>
        await db.Query<ChildPerson>(
            """
            select child_id, guardian_id as person_id
            from roster.custody(@Today)
            where guardian_id = any(@People)
            """,
            new { People = personIds.ToArray(), Today = clock.Today() },
            ct
        );

    public async Task<IReadOnlyList<ChildPerson>> GroupStaffOf(
        IReadOnlyCollection<Guid> childIds,
        CancellationToken ct
    ) =>
        await db.Query<ChildPerson>(
            """
            with place as (
                select distinct child.id as child_id, b.unit_id
                from unnest(@Children) child (id)
                cross join lateral roster.belonging(child.id, @Today) b),
            close as (
                select distinct place.child_id, place.unit_id, d.person_id
                from place
                cross join lateral roster.groups_of(place.child_id, @Today) its
                join roster.duty_group dg
                     on dg.group_id = its.group_id and roster.holds(dg.starts_on, dg.ends_on, @Today)
                join roster.duty d on d.id = dg.duty_id and d.unit_id = place.unit_id
                     and roster.holds(d.starts_on, d.ends_on, @Today)
                join roster.person staff on staff.id = d.person_id and staff.active
                where its.unit_id = place.unit_id and its.kind in ('department', 'class', 'mentor'))
            select child_id, person_id from close
            union
            select place.child_id, d.person_id
            from place
            join roster.duty d
                 on d.unit_id = place.unit_id and d.leads and roster.holds(d.starts_on, d.ends_on, @Today)
            join roster.person staff on staff.id = d.person_id and staff.active
            where not exists (select from close
                              where close.child_id = place.child_id and close.unit_id = place.unit_id)
            """,
            new { Children = childIds.ToArray(), Today = clock.Today() },
            ct
        );

    public async Task<IReadOnlyList<ChildPerson>> Related(
        IReadOnlyCollection<ChildPerson> pairs,
        CancellationToken ct
    ) =>
        await db.Query<ChildPerson>(
            """
            select child_id, person_id
            from unnest(@Children, @People) pair (child_id, person_id)
            where exists (select from roster.custody(@Today) s
                          where s.child_id = pair.child_id and s.guardian_id = pair.person_id)
               or exists (select from roster.staff_relation(pair.person_id, pair.child_id, @Today))
            """,
            new
            {
                Children = pairs.Select(pair => pair.ChildId).ToArray(),
                People = pairs.Select(pair => pair.PersonId).ToArray(),
                Today = clock.Today(),
            },
            ct
        );
}
