namespace Kapprum.Contracts.Roster;

/// <summary>
/// A unit where a child belongs on a day and where nothing is possible then, or only at other hours than usual.
/// </summary>
/// <param name="Reason">As the closing day or the holiday period is called; null when there is no name for it.</param>
/// <param name="Partly">It is open, at the hours that the closing day has.</param>
public sealed record ClosedPlace(
    Guid ChildId,
    DateOnly Date,
    Guid UnitId,
    ClosedBecause Because,
    string? Reason,
    bool Partly = false
);
