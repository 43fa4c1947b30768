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

    /// <summary>The first day from one on that is not locked.</summary>
    public static DateOnly FirstOpen(this CutOff rule, DateOnly from, DateOnly placed, TimeProvider clock)
    {
        var day = from < clock.Today() ? clock.Today() : from;
        while (rule.IsLocked(day, placed, clock))
            day = day.AddDays(1);
        return day;
    }
}
