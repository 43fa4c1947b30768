namespace Kapprum.Contracts.Roster;

/// <summary>
/// Says who is in care at units and when they are open, for those who plan for a whole unit. The caller has seen to it
/// that the unit's children may be counted.
/// </summary>
public interface ICareUnits
{
    /// <summary>A unit on the days of a period; one round trip, however many children and days it is about.</summary>
    Task<CareUnit> On(Guid unitId, DateOnly from, DateOnly until, CancellationToken ct);
}
