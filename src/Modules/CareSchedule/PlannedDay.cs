using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>A child's day by the timetable and the schedules of its places.</summary>
/// <param name="School">By time.</param>
internal sealed record PlannedDay(DateOnly Date, IReadOnlyList<DayPiece> School, IReadOnlyList<PlannedCare> Care)
{
    /// <summary>What there is to attend, by time.</summary>
    public IReadOnlyList<DayPiece> Pieces =>
        [
            .. School
                .Concat(Care.SelectMany(care => care.Pieces))
                .Distinct()
                .OrderBy(piece => piece.From)
                .ThenBy(piece => piece.Until)
                .ThenBy(piece => piece.UnitId),
        ];
}

/// <summary>What is planned at one place.</summary>
/// <param name="Household">Whose schedule it is; null when all guardians share it.</param>
/// <param name="Times">What begins on the day, as it was said.</param>
/// <param name="Pieces">What lies on the day, a night before included.</param>
internal sealed record PlannedCare(
    CarePlacement Placement,
    Guid? Household,
    CareState State,
    IReadOnlyList<CareTime> Times,
    IReadOnlyList<DayPiece> Pieces
)
{
    /// <summary>When the unit is open that day, in order.</summary>
    public required IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> Open { get; init; }

    /// <summary>The pattern its times come from.</summary>
    public Pattern? Pattern { get; init; }

    /// <summary>What was said of this day alone.</summary>
    public DayChange? Change { get; init; }

    /// <summary>What guardians are asked about this day; null when it is as others.</summary>
    public AskedDay? Asked { get; init; }

    /// <summary>Some of it lies where the unit is not open.</summary>
    public bool OutsideHours { get; init; }

    /// <summary>How long it is, as the schedule says it.</summary>
    public int Minutes =>
        Pieces
            .Where(piece => piece.Source == DaySource.Schedule)
            .Sum(piece => piece.Until.Minutes - piece.From.Minutes);
}

/// <summary>How a day at a place is.</summary>
internal enum CareState
{
    /// <summary>The unit is not open.</summary>
    Closed,

    /// <summary>The child does not come, by its schedule.</summary>
    Off,

    /// <summary>There is no school, and nobody has asked for care.</summary>
    NoSchool,

    /// <summary>It is the one home's place, and the other has the day.</summary>
    OthersDay,

    /// <summary>It comes at the times of its schedule.</summary>
    Times,

    /// <summary>Nobody has said when it comes.</summary>
    NoSchedule,

    /// <summary>It needs no care, by what was answered before a holiday.</summary>
    NoCare,

    /// <summary>Guardians are asked later whether it needs care.</summary>
    NotAsked,

    /// <summary>Guardians are asked whether it needs care, and nobody has answered.</summary>
    Unanswered,
}
