namespace Kapprum.Contracts.Roster;

/// <summary>A unit or a group and what it is called.</summary>
/// <param name="UnitId">The unit itself, or the group's.</param>
/// <param name="GroupId">Null for a unit.</param>
/// <param name="Name">A group's with its unit's, as others have groups of the same name.</param>
public sealed record PlaceName(Guid UnitId, Guid? GroupId, string Name);
