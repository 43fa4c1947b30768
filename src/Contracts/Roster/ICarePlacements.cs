namespace Kapprum.Contracts.Roster;

/// <summary>
/// Says what care children have a right to, and who lays the schedule of it. The caller has seen to it that the
/// children may be seen.
/// </summary>
public interface ICarePlacements
{
    /// <summary>
    /// The placements that hold on the days of a period, a row for each day, by day; one round trip, however many
    /// children and days it is about.
    /// </summary>
    Task<IReadOnlyList<CarePlacement>> On(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    );

    /// <summary>The units at which some of the children have a place on a day or later.</summary>
    Task<IReadOnlyList<Guid>> Units(IReadOnlyCollection<Guid> childIds, DateOnly from, CancellationToken ct);

    /// <summary>By unit, the children who have a place there on some day of a period.</summary>
    Task<ILookup<Guid, Guid>> Children(DateOnly from, DateOnly until, CancellationToken ct);
}
