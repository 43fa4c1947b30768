using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Says why somebody may not change a day; null when he or she may. Whoever does it throws the answer, whoever offers
/// it asks whether there is one.
/// </summary>
internal static class CareLocks
{
    /// <summary>
    /// Guardians change a day until it is locked; when the unit is lenient until it is over, and it counts as late.
    /// </summary>
    /// <param name="placed">The placement's first day.</param>
    public static bool IsLocked(this CutOff rule, DateOnly day, DateOnly placed, TimeProvider clock) =>
        rule.Strength == CutOffStrength.Hard ? rule.IsLate(day, placed, clock) : day < clock.Today();

    /// <summary>The instant until which guardians change the day has passed.</summary>
    public static bool IsLate(this CutOff rule, DateOnly day, DateOnly placed, TimeProvider clock) =>
        clock.GetUtcNow() >= rule.Locks(day, placed);

    /// <summary>A guardian changes days that are not locked.</summary>
    /// <param name="locked">Those of the days that are, the first first.</param>
    /// <param name="others">How many of them are not.</param>
    public static Refusal? WhyNot(
        CutOff rule,
        IReadOnlyList<DateOnly> locked,
        int others,
        DateOnly placed,
        TimeProvider clock,
        DateText dates
    )
    {
        if (locked is not [var first, ..])
            return null;

        var since = rule.Locks(first, placed);
        var open = rule.FirstOpen(first, placed, clock);
        return Refusal.Conflict(
            "careschedule/locked",
            ("days", locked.Select(day => $"{day:yyyy-MM-dd}").ToArray()),
            ("since", since),
            ("firstOpen", $"{open:yyyy-MM-dd}"),
            ("others", others),
            ("day", dates.Date(first)),
            ("when", dates.DayAt(since)),
            ("open", dates.Date(open))
        );
    }

    /// <summary>A guardian changes what is about a day at all of the child's places where it is not locked.</summary>
    public static async Task<Refusal?> WhyNot(
        IEnumerable<CarePlacement> placements,
        DateOnly day,
        ISettings settings,
        TimeProvider clock,
        DateText dates,
        CancellationToken ct
    )
    {
        foreach (var placement in placements)
        {
            var rule = await CutOff.Of(settings, placement.UnitId, ct);
            if (rule.IsLocked(day, placement.StartsOn, clock))
                return WhyNot(rule, [day], 0, placement.StartsOn, clock, dates);
        }

        return null;
    }

    /// <summary>The first day from one on that is not locked.</summary>
    public static DateOnly FirstOpen(this CutOff rule, DateOnly from, DateOnly placed, TimeProvider clock)
    {
        var day = from < clock.Today() ? clock.Today() : from;
        while (rule.IsLocked(day, placed, clock))
            day = day.AddDays(1);
        return day;
    }

    /// <summary>Who brings and fetches is said until the day in care is over.</summary>
    public static Refusal? WhyNotSayWho(PlannedDay day, TimeProvider clock)
    {
        // Where nobody has said when the child comes, it may be there as long as the unit is open.
        var ends = day
            .Care.Where(care => care.State is CareState.Times or CareState.NoSchedule or CareState.Unanswered)
            .SelectMany(care =>
                care.State == CareState.Times
                    ? care.Times.Select(time => time.Ends)
                    : care.Open.Select(open => open.Until.Minutes)
            )
            .DefaultIfEmpty(-1)
            .Max();
        return ends < 0 ? Refusal.Conflict("careschedule/nothing-that-day")
            : Instant(day.Date, ends) <= clock.GetUtcNow() ? Refusal.Conflict("careschedule/day-is-over")
            : null;
    }

    /// <summary>
    /// Times within those that were agreed take nothing from the staff: a guardian may have them on a locked day, where
    /// the unit has it so, as long as what falls away is still to come.
    /// </summary>
    public static bool IsShortened(
        DateOnly day,
        IReadOnlyList<CareTime> agreed,
        IReadOnlyList<CareTime> wanted,
        TimeProvider clock
    )
    {
        if (wanted is [] || agreed is [] || !wanted.All(time => agreed.Any(old => Within(time, old))))
            return false;
        var first = agreed.SelectMany(old => Left(old, wanted)).DefaultIfEmpty(int.MaxValue).Min();
        return first < int.MaxValue && Instant(day, first) >= clock.GetUtcNow();

        static bool Within(CareTime time, CareTime old) =>
            time.From.Minutes >= old.From.Minutes && time.Ends <= old.Ends;

        // The first minute of each piece that falls away, of the day on which it begins.
        static IEnumerable<int> Left(CareTime old, IReadOnlyList<CareTime> wanted)
        {
            var from = old.From.Minutes;
            foreach (var time in wanted.Where(time => Within(time, old)).OrderBy(time => time.From))
            {
                if (time.From.Minutes > from)
                    yield return from;
                from = time.Ends;
            }

            if (from < old.Ends)
                yield return from;
        }
    }

    private static DateTimeOffset Instant(DateOnly day, int minute) =>
        SchoolTime.Instant(day.AddDays(minute / (24 * 60)), new(minute % (24 * 60)));
}
