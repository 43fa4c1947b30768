namespace Kapprum.Contracts.Roster;

/// <summary>A unit where a child belongs on a day and where nothing is possible then.</summary>
/// <param name="Reason">As the closing day or the holiday period is called; null when there is no name for it.</param>
public sealed record ClosedPlace(Guid ChildId, DateOnly Date, Guid UnitId, ClosedBecause Because, string? Reason);
