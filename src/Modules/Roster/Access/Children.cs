using Kapprum.Contracts.Roster;
using Kapprum.Roster.Units;

namespace Kapprum.Roster.Access;

internal sealed class Children(
    NpgsqlConnection db,
    UnitPhones unitPhones,
    CurrentUser user,
    Audit audit,
    TimeProvider clock
) : IChildren
{
    // A page and what surrounds it ask for the same; each request has a Children of its own.
    private Task<IReadOnlyList<(Child Child, string? Phone)>>? asked;

    public async Task<IReadOnlyList<Child>> OfGuardian(CancellationToken ct) =>
        [.. (await (asked ??= ReadOfGuardian(ct))).Select(one => one.Child)];

    public async Task<IReadOnlyDictionary<Guid, KnownChild>> KnownToGuardian(CancellationToken ct)
    {
        var own = await (asked ??= ReadOfGuardian(ct));
        var names = ChildNames.Of(own.Select(one => one.Child));
        var phones = await unitPhones.Of(
            from one in own
            where one.Child.UnitId is not null
            select (one.Child.UnitId!.Value, one.Phone),
            ct
        );
        return own.Select(one => one.Child)
            .ToDictionary(
                child => child.Id,
                child => new KnownChild(
                    names[child.Id],
                    child.Protected,
                    child.Group,
                    child.Unit,
                    child.UnitId is { } unit ? phones.GetValueOrDefault(unit) : null
                )
            );
    }

    /// <returns>With the number that the roster has of each child's unit.</returns>
    private async Task<IReadOnlyList<(Child Child, string? Phone)>> ReadOfGuardian(CancellationToken ct)
    {
        var children = await db.Query<Child, string?, (Child Child, string? Phone)>(
            """
            select child.id, child.given_name, child.family_name, child.protection <> 'none' as protected,
                   place.group_id, place.group_name as "group", place.unit_id, place.unit_name as unit, place.phone
            from roster.custody(@Today) s
            join roster.person child on child.id = s.child_id
            left join lateral (
                select b.group_id, g.name as group_name, b.unit_id, u.name as unit_name, u.phone
                from roster.belonging(child.id, @Today) b
                join roster.unit u on u.id = b.unit_id
                left join roster.child_group g on g.id = b.group_id
                order by b.kind = 'leisure', u.name
                limit 1) place on true
            where s.guardian_id = @PersonId
            order by child.birth_date, child.given_name, child.id
            """,
            (child, phone) => (child, phone),
            new { user.PersonId, Today = clock.Today() },
            "phone",
            ct
        );
        await audit.OfProtected(children.Select(one => one.Child), ct);
        return children;
    }

    public async Task<IReadOnlyList<ChildOfStaff>> OfStaff(
        IReadOnlyCollection<DateOnly> days,
        CancellationToken ct,
        Guid? unitId = null
    )
    {
        var atOne = unitId is null ? "" : "and d.unit_id = @unitId";
        var children = await db.Query<Child, bool, ChildOfStaff>(
            $"""
            with on_day as (select unnest(@Days) as day),
            duty as (
                select d.id, d.unit_id, d.leads,
                       d.leads or not exists (select from roster.duty_group dg
                                              where dg.duty_id = d.id
                                                and roster.holds(dg.starts_on, dg.ends_on, @today)) as whole_unit
                from roster.duty d
                join roster.person staff on staff.id = d.person_id and staff.active
                where d.person_id = @PersonId and roster.holds(d.starts_on, d.ends_on, @today) {atOne}),
            own_group as (
                select g.id, g.unit_id, on_day.day
                from on_day
                cross join duty
                join roster.duty_group dg on dg.duty_id = duty.id and roster.holds(dg.starts_on, dg.ends_on, @today)
                join roster.child_group g on g.id = dg.group_id and g.unit_id = duty.unit_id
                     and roster.holds(g.starts_on, g.ends_on, on_day.day)),
            present as (
                select p.child_id, own_group.unit_id, own_group.id as group_id, true as close, own_group.day
                from own_group
                join roster.placement p
                     on p.group_id = own_group.id and roster.holds(p.starts_on, p.ends_on, own_group.day)
                where not exists (select from roster.temporary_placement t
                                  where t.child_id = p.child_id and t.home_id = p.unit_id
                                    and roster.holds(t.starts_on, t.ends_on, own_group.day))
                union
                select t.child_id, own_group.unit_id, own_group.id, true, own_group.day
                from own_group
                join roster.temporary_placement t
                     on t.group_id = own_group.id and roster.holds(t.starts_on, t.ends_on, own_group.day)
                where exists (select from roster.belonging(t.child_id, own_group.day) b
                              where b.group_id = own_group.id)
                union
                select m.child_id, own_group.unit_id, own_group.id, true, own_group.day
                from own_group
                join roster.group_membership m
                     on m.group_id = own_group.id and roster.holds(m.starts_on, m.ends_on, own_group.day)
                where exists (select from roster.belonging(m.child_id, own_group.day) b
                              where b.unit_id = own_group.unit_id)
                union
                select here.child_id, b.unit_id, b.group_id, duty.leads, on_day.day
                from on_day
                cross join duty
                join (select child_id, unit_id, starts_on, ends_on from roster.placement
                      union all
                      select child_id, unit_id, starts_on, ends_on from roster.enrolment
                      union all
                      select child_id, unit_id, starts_on, ends_on from roster.temporary_placement) here
                     on here.unit_id = duty.unit_id and roster.holds(here.starts_on, here.ends_on, @today)
                cross join lateral roster.belonging(here.child_id, on_day.day) b
                where duty.whole_unit and b.unit_id = duty.unit_id),
            seen as (
                select present.child_id, present.unit_id, present.group_id,
                       bool_or(present.close) as may_reach_guardians, min(present.day) as first
                from present
                join roster.person child on child.id = present.child_id and child.active
                where (exists (select from roster.placement p
                               where p.child_id = child.id and p.unit_id = present.unit_id
                                 and roster.holds(p.starts_on, p.ends_on, @today))
                       or exists (select from roster.enrolment e
                                  where e.child_id = child.id and e.unit_id = present.unit_id
                                    and roster.holds(e.starts_on, e.ends_on, @today))
                       or exists (select from roster.temporary_placement t
                                  join roster.placement p on p.child_id = t.child_id and p.unit_id = t.home_id
                                       and roster.holds(p.starts_on, p.ends_on, @today)
                                  where t.child_id = child.id and t.unit_id = present.unit_id
                                    and roster.holds(t.starts_on, t.ends_on, @today)))
                  and (child.protection = 'none'
                       or exists (select from roster.staff_relation(@PersonId, child.id, @today)))
                group by present.child_id, present.unit_id, present.group_id)
            select child.id, child.given_name, child.family_name, child.protection <> 'none' as protected,
                   g.id as group_id, g.name as "group", u.id as unit_id, u.name as unit, seen.may_reach_guardians
            from seen
            join roster.person child on child.id = seen.child_id
            join roster.unit u on u.id = seen.unit_id
            left join roster.child_group g on g.id = seen.group_id
            order by seen.first, u.name, g.name nulls last, g.id, child.given_name, child.family_name, child.id
            """,
            (child, mayReachGuardians) => new(child, mayReachGuardians),
            new
            {
                user.PersonId,
                unitId,
                Days = days.ToArray(),
                today = clock.Today(),
            },
            "may_reach_guardians",
            ct
        );
        await audit.OfProtected(children.Select(one => one.Child), ct);
        return children;
    }
}
