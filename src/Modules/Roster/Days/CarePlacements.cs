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
            select id, child_id, day, unit_id, at_id, unit, starts_on, leisure, school_is_out, entitlement,
                   weekly_minutes, owners
            from roster.care_placements(@Children, @from, @until)
            order by day, child_id, id
            """,
            new
            {
                Children = childIds.ToArray(),
                from,
                until,
            },
            ct
        );

    public Task<IReadOnlyList<Guid>> Units(IReadOnlyCollection<Guid> childIds, DateOnly from, CancellationToken ct) =>
        db.Query<Guid>(
            """
            select distinct p.unit_id
            from roster.placement p
            where p.child_id = any(@Children) and (p.ends_on is null or p.ends_on >= @from)
            """,
            new { Children = childIds.ToArray(), from },
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
