using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// What a child's day is, by the roster's frame and by what guardians and staff have said. A plain function of the
/// facts: it asks nobody.
/// </summary>
internal static class DayPlan
{
    /// <summary>What was said of a day at a place.</summary>
    /// <param name="NotHere">Why the child does not come, when it is not for what was said.</param>
    private sealed record Entry(
        IReadOnlyList<CareTime> Times,
        Pattern? Pattern,
        DayChange? Change,
        CareState? NotHere = null
    )
    {
        /// <summary>Whether the child comes is not known.</summary>
        public bool IsUnknown => NotHere is CareState.NotAsked or CareState.Unanswered;
    }

    public static PlannedDay Of(ChildFacts facts, DateOnly day)
    {
        var frame = facts.Frame[day].ToList();
        var placements = facts.Placements[day].ToList();
        List<DayPiece> school = [.. frame.Where(piece => IsSchool(piece, placements))];
        List<DayPiece> timetable = [.. school.Where(piece => piece.Source == DaySource.Timetable)];
        List<PlannedCare> planned = [];
        foreach (var placement in placements)
        {
            List<DayPiece> open = [.. frame.Where(piece => piece.UnitId == placement.AtId && !school.Contains(piece))];
            planned.Add(Care(facts, placement, open, timetable));
        }

        return new(day, school, [.. planned.Select(care => care with { Pieces = [.. Known(care, planned)] })]);
    }

    /// <summary>A day at one place, in one home's schedule; null when the child has no such place then.</summary>
    public static PlannedCare? At(ChildFacts facts, Guid unitId, Guid? household, DateOnly day) =>
        Of(facts, day).Care.FirstOrDefault(care => care.Placement.UnitId == unitId && care.Household == household);

    /// <summary>It is at no place of care; or it is the class of a school that has its leisure-time centre.</summary>
    private static bool IsSchool(DayPiece piece, List<CarePlacement> placements)
    {
        var there = placements.Where(placement => placement.AtId == piece.UnitId).ToList();
        return there.Count == 0
            || (piece.Source == DaySource.Timetable && there.TrueForAll(placement => placement.Leisure));
    }

    private static PlannedCare Care(
        ChildFacts facts,
        CarePlacement placement,
        List<DayPiece> open,
        List<DayPiece> timetable
    )
    {
        var household = facts.Household(placement);
        IReadOnlyList<(TimeOfDay, TimeOfDay)> hours = Together(open.Select(piece => (piece.From, piece.Until)));
        var asked = Asked(facts, placement, closed: open is []);
        if (open is [])
            return new(placement, household, CareState.Closed, [], []) { Open = hours, Asked = asked };

        var said = On(facts, placement, asked);
        List<(TimeOfDay From, TimeOfDay Until)> own =
        [
            .. Night(facts, placement),
            .. (said?.Times ?? []).Select(time => time.Evening),
        ];
        var outside = own.Exists(time => !Within(time, hours));
        return new(
            placement,
            household,
            said switch
            {
                null => CareState.NoSchedule,
                { NotHere: { } why } => why,
                { Times: [] } => CareState.Off,
                _ => CareState.Times,
            },
            said?.Times ?? [],
            [
                .. from time in own
                from left in Around(time, timetable)
                select new DayPiece(placement.AtId, open[0].GroupId, left.From, left.Until, DaySource.Schedule),
                .. said is null or { IsUnknown: true } ? open : [],
            ]
        )
        {
            Open = hours,
            Pattern = said?.Pattern,
            Change = said?.Change,
            Asked = asked,
            OutsideHours = outside,
        };
    }

    /// <summary>
    /// Of two homes that have a place each, one that has said nothing does not make the day unknown when the other's
    /// times are known.
    /// </summary>
    private static IEnumerable<DayPiece> Known(PlannedCare care, List<PlannedCare> all) =>
        care.State is CareState.NoSchedule or CareState.NotAsked or CareState.Unanswered
        && all.Exists(other =>
            other.State == CareState.Times && other.Placement.AtId == care.Placement.AtId && other != care
        )
            ? care.Pieces.Where(piece => piece.Source == DaySource.Schedule)
            : care.Pieces;

    private static AskedDay? Asked(ChildFacts facts, CarePlacement placement, bool closed) =>
        facts.IsOthersDay(placement)
            ? null
            : facts.Questions.Of(placement, facts.Households(placement), closed, facts.Changes);

    /// <param name="question">What is asked of the day, on which the place is open.</param>
    private static Entry? On(ChildFacts facts, CarePlacement placement, AskedDay? question)
    {
        if (facts.IsOthersDay(placement))
            return new([], null, null, CareState.OthersDay);
        if (question is { } asked)
            return Answered(facts, placement, asked);
        if (
            facts
                .Households(placement)
                .Select(household =>
                    facts.Changes.FirstOrDefault(change =>
                        change.Day == placement.Day
                        && change.UnitId == placement.UnitId
                        && change.Household == household
                    )
                )
                .FirstOrDefault(change => change is not null) is
            { } said
        )
            return new(said.Times, null, said);
        if (Holding(facts, placement) is not { } pattern)
            return null;
        return placement.SchoolIsOut && !facts.PatternsStand.Contains(placement.UnitId)
            ? new([], pattern, null, CareState.NoSchool)
            : new(pattern.On(placement.Day), pattern, null);
    }

    private static Pattern? Holding(ChildFacts facts, CarePlacement placement) =>
        facts
            .Households(placement)
            .Select(household => Pattern.Holding(facts.Patterns, placement.UnitId, household, placement.Day))
            .FirstOrDefault(pattern => pattern is not null);

    /// <summary>What was answered; until then the schedule stands beneath and says nothing.</summary>
    private static Entry? Answered(ChildFacts facts, CarePlacement placement, AskedDay asked) =>
        asked switch
        {
            { Change: { } change } => new(change.Times, null, change),
            { Answer.Care: DayCare.Usual } => Usual(facts, placement, asked.Before),
            { Answer: { Care: DayCare.Times } answer } => new(answer.Times, null, null),
            { Answer: not null } => new([], null, null, CareState.NoCare),
            { Phase: QuestionPhase.NotYet } => new([], null, null, CareState.NotAsked),
            { Phase: QuestionPhase.Over, ForUnanswered: ForUnanswered.None } => new([], null, null, CareState.NoCare),
            { Phase: QuestionPhase.Over, ForUnanswered: ForUnanswered.Usual } => Usual(facts, placement, asked.Before),
            _ => new([], null, null, CareState.Unanswered),
        };

    /// <summary>What the schedule says, also when there is no school: care is what was asked about.</summary>
    private static Entry? Usual(ChildFacts facts, CarePlacement placement, DayChange? before) =>
        before is not null ? new(before.Times, null, before)
        : Holding(facts, placement) is { } pattern ? new(pattern.On(placement.Day), pattern, null)
        : null;

    /// <summary>When the child would come by its schedule on a day that is asked about.</summary>
    public static IReadOnlyList<CareTime> UsualTimes(ChildFacts facts, CarePlacement placement, AskedDay asked) =>
        Usual(facts, placement, asked.Before)?.Times ?? [];

    /// <summary>The rest of a night that began at the same place the day before, when that was open.</summary>
    private static IEnumerable<(TimeOfDay From, TimeOfDay Until)> Night(ChildFacts facts, CarePlacement placement) =>
        from before in facts.Placements[placement.Day.AddDays(-1)]
        where
            before.UnitId == placement.UnitId
            && facts.Home(before) == facts.Home(placement)
            && facts.Frame[before.Day].Any(piece => piece.UnitId == before.AtId)
        from time in On(facts, before, Asked(facts, before, closed: false))?.Times ?? []
        where time.NextDay
        select (TimeOfDay.Midnight, time.Until);

    /// <summary>What school leaves of a time.</summary>
    private static IEnumerable<(TimeOfDay From, TimeOfDay Until)> Around(
        (TimeOfDay From, TimeOfDay Until) time,
        List<DayPiece> timetable
    )
    {
        var from = time.From;
        foreach (var lesson in timetable.Where(piece => piece.Until > time.From && piece.From < time.Until))
        {
            if (lesson.From > from)
                yield return (from, lesson.From);
            if (lesson.Until > from)
                from = lesson.Until;
        }

        if (from < time.Until)
            yield return (from, time.Until);
    }

    /// <summary>Whether a time lies where a unit is open.</summary>
    public static bool Within(
        (TimeOfDay From, TimeOfDay Until) time,
        IEnumerable<(TimeOfDay From, TimeOfDay Until)> open
    ) => open.Any(hours => hours.From <= time.From && hours.Until >= time.Until);

    /// <summary>In order, what touches or overlaps as one.</summary>
    private static IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> Together(
        IEnumerable<(TimeOfDay From, TimeOfDay Until)> times
    )
    {
        List<(TimeOfDay From, TimeOfDay Until)> together = [];
        foreach (var time in times.Order())
            if (together is [.., var last] && last.Until >= time.From)
                together[^1] = (last.From, last.Until > time.Until ? last.Until : time.Until);
            else
                together.Add(time);
        return together;
    }
}
