using System.Runtime.CompilerServices;
using Kapprum.Contracts.Roster;

namespace Kapprum.Roster;

/// <summary>The roster's answers to the other modules. Each is one statement.</summary>
internal sealed class RosterQueries(NpgsqlConnection db, Audit audit) : IRoster
{
    private const string SeenProtected = "roster.read-protected";

    // A page and what surrounds it ask for the same; each request has a RosterQueries of its own.
    private (Guid Guardian, DateOnly Day, Task<IReadOnlyList<Child>> Children)? children;

    private sealed record DayRow(
        Guid ChildId,
        bool Guardian,
        bool? OwnGroup,
        bool? Headteacher,
        TimeOfDay? Begins,
        TimeOfDay? Ends,
        DateOnly Day,
        bool Protected,
        int DaysAhead
    )
    {
        public ChildDay? ForViewer()
        {
            var viewer =
                (Guardian ? Relation.Guardian : 0)
                | (OwnGroup is not null ? Relation.Staff : 0)
                | (OwnGroup is true ? Relation.OwnGroup : 0)
                | (Headteacher is true ? Relation.Headteacher : 0);
            return viewer == Relation.None ? null : new(ChildId, viewer, Begins, Ends, DaysAhead);
        }
    }

    public async Task<Roles> RolesOf(Guid personId, DateOnly today, CancellationToken ct)
    {
        var (guardian, staff, leads) = await db.One<(bool, bool, bool)>(
            """
            select exists (select from roster.custody(@today) where guardian_id = @personId),
                   coalesce(bool_or(true), false), coalesce(bool_or(d.leads), false)
            from roster.duty d
            join roster.person p on p.id = d.person_id and p.active
            where d.person_id = @personId and d.starts_on <= @today and (d.ends_on is null or d.ends_on >= @today)
            """,
            new { personId, today },
            ct
        );
        return (guardian ? Roles.Guardian : 0) | (staff ? Roles.Staff : 0) | (leads ? Roles.Headteacher : 0);
    }

    public async Task<ChildDay?> DayOf(Guid childId, DateOnly day, Guid viewer, DateOnly today, CancellationToken ct)
    {
        var row = await db.One<DayRow>(
            """
            select @childId as child_id,
                   exists (select from roster.custody(@today) where child_id = @childId and guardian_id = @viewer) as guardian,
                   staff.own_group, staff.headteacher, days.begins, days.ends, @day as day,
                   exists (select from roster.person p where p.id = @childId and p.protection <> 'none') as protected, days.ahead as days_ahead
            from (select max(d.begins) filter (where d.day = @day) as begins, max(d.ends) filter (where d.day = @day) as ends,
                         count(*) filter (where d.day > @today)::int as ahead
                  from roster.child_days(@childId, least(@today + 1, @day), @day, 200) d) days
            left join roster.staff_relation(@viewer, @childId, @today) staff on true
            """,
            new
            {
                childId,
                day,
                viewer,
                today,
            },
            ct
        );
        var seen = row.ForViewer();
        if (seen is not null && row.Protected)
            await audit.Read(SeenProtected, "child", childId, ct);
        return seen;
    }

    public async Task<IReadOnlyList<(DateOnly Date, ChildDay Day)>> NextDaysOf(
        Guid[] childIds,
        Guid viewer,
        DateOnly today,
        int count,
        CancellationToken ct
    )
    {
        var rows = await db.Query<DayRow>(
            """
            select child.id as child_id,
                   exists (select from roster.custody(@today) s where s.child_id = child.id and s.guardian_id = @viewer) as guardian,
                   staff.own_group, staff.headteacher, d.begins, d.ends, d.day, false as protected,
                   (row_number() over (partition by child.id order by d.day)
                       - count(*) filter (where d.day = @today) over (partition by child.id))::int as days_ahead
            from unnest(@childIds) child (id)
            cross join lateral roster.child_days(child.id, @today, @today + 120, @count) d
            left join lateral roster.staff_relation(@viewer, child.id, @today) staff on true
            order by d.day, child.id
            """,
            new
            {
                childIds,
                viewer,
                today,
                count,
            },
            ct
        );
        return [.. from row in rows let day = row.ForViewer() where day is not null select (row.Day, day)];
    }

    public Task<IReadOnlyList<Child>> ChildrenOf(Guid guardianId, DateOnly today, CancellationToken ct)
    {
        if (children is not { } known || (known.Guardian, known.Day) != (guardianId, today))
            children = known = (guardianId, today, ReadChildrenOf(guardianId, today, ct));
        return known.Children;
    }

    private async Task<IReadOnlyList<Child>> ReadChildrenOf(Guid guardianId, DateOnly today, CancellationToken ct) =>
        await Noted(
            await db.Query<Child>(
                """
                select child.id, child.given_name, child.family_name, child.protection <> 'none' as protected,
                       place.group_id, place.group_name as "group", place.unit_id, place.unit_name as unit,
                       child_day.begins, child_day.ends
                from roster.custody(@today) s
                join roster.person child on child.id = s.child_id
                left join lateral (
                    select b.group_id, g.name as group_name, b.unit_id, u.name as unit_name
                    from roster.belonging(child.id, @today) b
                    join roster.unit u on u.id = b.unit_id
                    left join roster.child_group g on g.id = b.group_id
                    order by b.kind = 'leisure', u.name
                    limit 1) place on true
                left join lateral roster.child_day(child.id, @today) child_day on true
                where s.guardian_id = @guardianId
                order by child.birth_date, child.given_name, child.id
                """,
                new { guardianId, today },
                ct
            ),
            ct
        );

    public async Task<IReadOnlyList<(Child Child, bool MayReachGuardians)>> ChildrenOfStaff(
        Guid staffId,
        DateOnly day,
        DateOnly today,
        CancellationToken ct
    )
    {
        var found = await db.Query<Child, bool, (Child Child, bool MayReachGuardians)>(
            """
            with duty as (
                select d.id, d.unit_id, d.leads, d.leads or not exists (
                           select from roster.duty_group dg
                           where dg.duty_id = d.id and dg.starts_on <= @today and (dg.ends_on is null or dg.ends_on >= @today)) as whole_unit
                from roster.duty d
                join roster.person staff on staff.id = d.person_id and staff.active
                where d.person_id = @staffId and d.starts_on <= @today and (d.ends_on is null or d.ends_on >= @today)),
            own_group as (
                select g.id, g.unit_id
                from duty
                join roster.duty_group dg on dg.duty_id = duty.id and dg.starts_on <= @today and (dg.ends_on is null or dg.ends_on >= @today)
                join roster.child_group g on g.id = dg.group_id and g.unit_id = duty.unit_id
                     and g.starts_on <= @day and (g.ends_on is null or g.ends_on >= @day)),
            present as (
                select p.child_id, own_group.unit_id, own_group.id as group_id, true as close
                from own_group
                join roster.placement p on p.group_id = own_group.id and p.starts_on <= @day and (p.ends_on is null or p.ends_on >= @day)
                union
                select m.child_id, own_group.unit_id, own_group.id, true
                from own_group
                join roster.group_membership m on m.group_id = own_group.id and m.starts_on <= @day and (m.ends_on is null or m.ends_on >= @day)
                where exists (select from roster.belonging(m.child_id, @day) b where b.unit_id = own_group.unit_id)
                union
                select here.child_id, b.unit_id, b.group_id, duty.leads
                from duty
                join (select child_id, unit_id, starts_on, ends_on from roster.placement
                      union all
                      select child_id, unit_id, starts_on, ends_on from roster.enrolment) here
                     on here.unit_id = duty.unit_id and here.starts_on <= @today and (here.ends_on is null or here.ends_on >= @today)
                cross join lateral roster.belonging(here.child_id, @day) b
                where duty.whole_unit and b.unit_id = duty.unit_id),
            seen as (
                select present.child_id, present.unit_id, present.group_id, bool_or(present.close) as may_reach_guardians
                from present
                join roster.person child on child.id = present.child_id and child.active
                where exists (select from roster.belonging(child.id, @today) b where b.unit_id = present.unit_id)
                  and (child.protection = 'none' or exists (select from roster.staff_relation(@staffId, child.id, @today)))
                group by present.child_id, present.unit_id, present.group_id)
            select child.id, child.given_name, child.family_name, child.protection <> 'none' as protected,
                   g.id as group_id, g.name as "group", u.id as unit_id, u.name as unit,
                   child_day.begins, child_day.ends, seen.may_reach_guardians
            from seen
            join roster.person child on child.id = seen.child_id
            join roster.unit u on u.id = seen.unit_id
            left join roster.child_group g on g.id = seen.group_id
            left join lateral roster.child_day(child.id, @day) child_day on true
            order by u.name, g.name nulls last, g.id, child.given_name, child.family_name, child.id
            """,
            (child, mayReachGuardians) => (child, mayReachGuardians),
            new
            {
                staffId,
                day,
                today,
            },
            "may_reach_guardians",
            ct
        );
        await Noted([.. found.Select(one => one.Child)], ct);
        return found;
    }

    public async Task<IReadOnlyList<ChildPerson>> GuardiansOf(Guid[] childIds, DateOnly today, CancellationToken ct) =>
        await db.Query<ChildPerson>(
            """
            select child_id, guardian_id as person_id
            from roster.custody(@today)
            where child_id = any(@childIds)
            """,
            new { childIds, today },
            ct
        );

    public async Task<IReadOnlyList<ChildPerson>> GroupStaffOf(Guid[] childIds, DateOnly today, CancellationToken ct) =>
        await db.Query<ChildPerson>(
            """
            with place as (
                select distinct child.id as child_id, b.unit_id
                from unnest(@childIds) child (id)
                cross join lateral roster.belonging(child.id, @today) b),
            close as (
                select distinct place.child_id, place.unit_id, d.person_id
                from place
                cross join lateral roster.groups_of(place.child_id, @today) its
                join roster.duty_group dg on dg.group_id = its.group_id
                     and dg.starts_on <= @today and (dg.ends_on is null or dg.ends_on >= @today)
                join roster.duty d on d.id = dg.duty_id and d.unit_id = place.unit_id
                     and d.starts_on <= @today and (d.ends_on is null or d.ends_on >= @today)
                join roster.person staff on staff.id = d.person_id and staff.active
                where its.unit_id = place.unit_id and its.kind in ('department', 'class', 'mentor'))
            select child_id, person_id from close
            union
            select place.child_id, d.person_id
            from place
            join roster.duty d on d.unit_id = place.unit_id and d.leads
                 and d.starts_on <= @today and (d.ends_on is null or d.ends_on >= @today)
            join roster.person staff on staff.id = d.person_id and staff.active
            where not exists (select from close where close.child_id = place.child_id and close.unit_id = place.unit_id)
            """,
            new { childIds, today },
            ct
        );

    public async Task<IReadOnlyDictionary<Guid, Child>> VisibleTo(
        Guid viewer,
        Guid[] childIds,
        DateOnly today,
        CancellationToken ct
    ) =>
        (
            await Noted(
                await db.Query<Child>(
                    """
                    select child.id, child.given_name, child.family_name, child.protection <> 'none' as protected,
                           place.group_id, place.group_name as "group", place.unit_id, place.unit_name as unit,
                           null::interval as begins, null::interval as ends
                    from roster.person child
                    left join lateral (
                        select b.group_id, g.name as group_name, b.unit_id, u.name as unit_name
                        from roster.belonging(child.id, @today) b
                        join roster.unit u on u.id = b.unit_id
                        left join roster.child_group g on g.id = b.group_id
                        order by b.kind = 'leisure', u.name
                        limit 1) place on true
                    where child.id = any(@childIds)
                      and (exists (select from roster.custody(@today) s where s.child_id = child.id and s.guardian_id = @viewer)
                           or exists (select from roster.staff_relation(@viewer, child.id, @today)))
                    """,
                    new
                    {
                        viewer,
                        childIds,
                        today,
                    },
                    ct
                ),
                ct
            )
        ).ToDictionary(child => child.Id);

    public async Task<IReadOnlyList<ChildPerson>> Visible(
        IReadOnlyCollection<ChildPerson> pairs,
        DateOnly today,
        CancellationToken ct
    ) =>
        await db.Query<ChildPerson>(
            """
            select child_id, person_id
            from unnest(@Children, @People) pair (child_id, person_id)
            where exists (select from roster.custody(@today) s where s.child_id = pair.child_id and s.guardian_id = pair.person_id)
               or exists (select from roster.staff_relation(pair.person_id, pair.child_id, @today))
            """,
            new
            {
                Children = pairs.Select(pair => pair.ChildId).ToArray(),
                People = pairs.Select(pair => pair.PersonId).ToArray(),
                today,
            },
            ct
        );

    public Task<bool> IsLed(Guid headteacher, Guid personId, DateOnly today, CancellationToken ct) =>
        db.Value<bool>(
            """
            select exists (
                       select from roster.custody(@today) s
                       cross join lateral roster.staff_relation(@headteacher, s.child_id, @today) relation
                       where s.guardian_id = @personId and relation.headteacher)
                or exists (
                       select from roster.duty d
                       join roster.person staff on staff.id = d.person_id and staff.active
                       join roster.duty led on led.unit_id = d.unit_id and led.leads and led.person_id = @headteacher
                            and led.starts_on <= @today and (led.ends_on is null or led.ends_on >= @today)
                       join roster.person head on head.id = led.person_id and head.active
                       where d.person_id = @personId and d.starts_on <= @today and (d.ends_on is null or d.ends_on >= @today))
            """,
            new
            {
                headteacher,
                personId,
                today,
            },
            ct
        );

    public async Task<IReadOnlyDictionary<Guid, Person>> People(Guid[] personIds, CancellationToken ct) =>
        (
            await db.Query<Person>(
                """
                select id, given_name, family_name, email, phone, protection <> 'none' as protected
                from roster.person
                where id = any(@personIds)
                """,
                new { personIds },
                ct
            )
        ).ToDictionary(person => person.Id);

    public async IAsyncEnumerable<AccountHolder> AccountHolders(
        DateOnly today,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        // Not buffered: the caller writes them on as they come, on a connection of its own.
        var holders = db.Stream<AccountHolder>(
            """
            with guardian as (select distinct guardian_id as id from roster.custody(@today)),
            staff as (
                select distinct d.person_id as id
                from roster.duty d
                where d.starts_on <= @today and (d.ends_on is null or d.ends_on >= @today))
            select p.id as person_id, p.given_name, p.family_name, p.email,
                   guardian.id is not null as is_guardian, staff.id is not null as is_staff
            from roster.person p
            left join guardian on guardian.id = p.id
            left join staff on staff.id = p.id
            where p.active and (guardian.id is not null or staff.id is not null)
            """,
            new { today },
            ct
        );
        await foreach (var holder in holders.WithCancellation(ct))
            yield return holder;
    }

    /// <summary>Who sees a protected child is in the audit log, whichever slice asked.</summary>
    private async Task<IReadOnlyList<Child>> Noted(IReadOnlyList<Child> children, CancellationToken ct)
    {
        await audit.Read(
            SeenProtected,
            "child",
            children.Where(child => child.Protected).Select(child => child.Id).Distinct(),
            ct
        );
        return children;
    }
}
