using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Days;

internal sealed class CarePlacements(NpgsqlConnection db) : ICarePlacements
{
    public async Task<IReadOnlyList<CarePlacement>> On(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    ) =>
        await db.Query<CarePlacement>(
            """
            select p.id, p.child_id, @from + after as day, p.unit_id,
                   at.id as at_id, at.name as unit, p.starts_on, p.kind = 'leisure' as leisure,
                   p.kind = 'leisure' and exists (
                       select
                       from roster.enrolment e
                       where e.child_id = p.child_id and roster.holds(e.starts_on, e.ends_on, @from + after)
                         and (exists (select from roster.no_school(@from + after))
                              or exists (select from roster.closing_day c
                                         where c.day = @from + after
                                           and (c.unit_id is null or c.unit_id = e.unit_id)
                                           and not exists (select from roster.closing_day_hours x
                                                           where x.closing_day_id = c.id)))) as school_is_out,
                   right_to.kind as entitlement, right_to.weekly_minutes,
                   array(select own.owner_id
                         from roster.placement_owner own
                         where own.placement_id = p.id and roster.holds(own.starts_on, own.ends_on, @from + after)
                         order by own.owner_id) as owners
            from roster.placement p
            cross join generate_series(0, @Days) after
            cross join roster.entitlement(p.reason, p.max_weekly_hours) right_to
            left join roster.temporary_placement t on t.child_id = p.child_id and t.home_id = p.unit_id
                 and roster.holds(t.starts_on, t.ends_on, @from + after)
            join roster.unit at on at.id = coalesce(t.unit_id, p.unit_id)
            where p.child_id = any(@Children) and roster.holds(p.starts_on, p.ends_on, @from + after)
            order by day, p.child_id, p.id
            """,
            new
            {
                Children = childIds.ToArray(),
                from,
                Days = until.DayNumber - from.DayNumber,
            },
            ct
        );

    public async Task<ILookup<Guid, Guid>> Children(DateOnly from, DateOnly until, CancellationToken ct) =>
        (
            await db.Query<(Guid UnitId, Guid ChildId)>(
                """
                select distinct p.unit_id, p.child_id
                from roster.placement p
                where p.starts_on <= @until and (p.ends_on is null or p.ends_on >= @from)
                """,
                new { from, until },
                ct
            )
        ).ToLookup(row => row.UnitId, row => row.ChildId);
}
