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
            select p.id, p.child_id, @from + after as day, p.unit_id, right_to.kind as entitlement,
                   right_to.weekly_minutes,
                   array(select own.owner_id
                         from roster.placement_owner own
                         where own.placement_id = p.id and roster.holds(own.starts_on, own.ends_on, @from + after)
                         order by own.owner_id) as owners
            from roster.placement p
            cross join generate_series(0, @Days) after
            cross join roster.entitlement(p.reason, p.max_weekly_hours) right_to
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
}
