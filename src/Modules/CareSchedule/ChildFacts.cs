using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>All that a child's days follow from.</summary>
internal sealed record ChildFacts
{
    public required Guid ChildId { get; init; }

    /// <summary>The placements of each day, from the day before the first that is asked about.</summary>
    public required ILookup<DateOnly, CarePlacement> Placements { get; init; }

    /// <summary>What is possible on each day, as the roster has it.</summary>
    public required ILookup<DateOnly, DayPiece> Frame { get; init; }
    public required IReadOnlyList<Pattern> Patterns { get; init; }
    public required IReadOnlyList<DayChange> Changes { get; init; }

    /// <summary>The units where patterns hold also when there is no school.</summary>
    public required IReadOnlySet<Guid> PatternsStand { get; init; }

    /// <summary>Which home has which day.</summary>
    public required ChildTurns Turns { get; init; }

    /// <summary>What guardians are asked before holidays, and what was answered.</summary>
    public required ChildQuestions Questions { get; init; }

    /// <summary>
    /// Whose schedule a placement has: where a child has several places at one unit at once, its owner's; else that of
    /// the home that has the day, or of all guardians.
    /// </summary>
    public Guid? Household(CarePlacement placement) => Home(placement) ?? Turns.Owner(placement.Day);

    /// <summary>It is the place of the one home, and the day is the other's.</summary>
    public bool IsOthersDay(CarePlacement placement) =>
        Home(placement) is { } home && Turns.Owner(placement.Day) is { } owner && owner != home;

    /// <summary>
    /// Whose a placement is: where a child has several places at one unit at once, its owner's; else that of
    /// all guardians.
    /// </summary>
    public Guid? Home(CarePlacement placement) =>
        placement.Owners is [var owner]
        && Placements[placement.Day].Count(other => other.UnitId == placement.UnitId) > 1
            ? owner
            : null;
}
