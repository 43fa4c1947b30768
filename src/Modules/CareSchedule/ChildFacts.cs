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

    /// <summary>Which home has which day, as the homes have said.</summary>
    public required ChildTurns Turns { get; init; }

    /// <summary>Who has left the child: homes of it that are no guardians any more.</summary>
    public required FormerHomes Former { get; init; }

    /// <summary>The homes are kept apart.</summary>
    public required bool Apart { get; init; }

    /// <summary>Whose the day is; where it is nobody's, those who have a place of their own on it.</summary>
    public IEnumerable<Guid> Homes(DateOnly day) =>
        Owner(day) is { } owner ? [owner] : Placements[day].Select(Home).OfType<Guid>().Distinct();

    /// <summary>The day is the other home's, of which a guardian is told nothing.</summary>
    public bool IsHiddenFrom(Guid guardian, DateOnly day) => Apart && Homes(day).Any(home => home != guardian);

    /// <summary>The guardian whose day it is; null when all share it.</summary>
    public Guid? Owner(DateOnly day) => Turns.Owner(day, Former);

    /// <summary>What guardians are asked before holidays, and what was answered.</summary>
    public required ChildQuestions Questions { get; init; }

    /// <summary>
    /// Whose schedule a placement has: where a child has several places at one unit at once, its owner's; else that of
    /// the home that has the day, or of all guardians.
    /// </summary>
    public Guid? Household(CarePlacement placement) => Home(placement) ?? Owner(placement.Day);

    /// <summary>It is the place of the one home, and the day is the other's.</summary>
    public bool IsOthersDay(CarePlacement placement) =>
        Home(placement) is { } home && Owner(placement.Day) is { } owner && owner != home;

    /// <summary>
    /// A guardian cannot change a day by himself any more; but for a day of a home that has left, which the other may
    /// fill in at once.
    /// </summary>
    public bool IsLocked(CutOff rule, DateOnly day, CarePlacement placement, TimeProvider clock) =>
        !(day >= clock.Today() && Former.HadDay(day, Turns.Owner(day)))
        && rule.IsLocked(day, placement.StartsOn, clock);

    /// <summary>
    /// The households whose words hold at a placement: its own; of the only place of a child without turns also those
    /// of its owner, from when the other home had one too.
    /// </summary>
    public Guid?[] Households(CarePlacement placement) =>
        Household(placement) is { } household ? [household]
        : Turns.Turns is [] && placement.Owners is [var owner] ? [null, owner]
        : [null];

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
