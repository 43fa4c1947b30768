using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>A unit on the days of a period.</summary>
/// <param name="Leisure">Its care is before and after school.</param>
/// <param name="Groups">Those that have not ended when the period begins, by name.</param>
/// <param name="Days">Each day of the period.</param>
/// <param name="Children">
/// All that are in care there on one of the days at least: with a place of their own, unless they are elsewhere on all
/// of the days, or placed there for some days.
/// </param>
public sealed record CareUnit(
    string Name,
    bool Leisure,
    IReadOnlyList<UnitGroup> Groups,
    IReadOnlyList<UnitDay> Days,
    IReadOnlyList<ChildInCare> Children
);

/// <summary>A group and what it is called.</summary>
public sealed record UnitGroup(Guid Id, string Name);

/// <summary>When a unit is open on a day.</summary>
/// <param name="Open">In order.</param>
/// <param name="Closed">Why it is not; null when it is.</param>
/// <param name="Reason">As the closing day is called, also when it is only open at other hours than usual.</param>
public sealed record UnitDay(
    DateOnly Date,
    IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> Open,
    ClosedBecause? Closed,
    string? Reason
);

/// <summary>A child that is in care at a unit.</summary>
public sealed record ChildInCare(Guid Id, DateOnly? BirthDate);
