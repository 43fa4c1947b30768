namespace Kapprum.CareSchedule;

/// <summary>Times that come again, of a child at a unit, from a day until the next pattern begins or it ends.</summary>
/// <param name="Household">The guardian whose it is; null when all share it.</param>
/// <param name="Times">By week, from 1, and weekday; a day without any is off.</param>
internal sealed record Pattern(
    Guid Id,
    Guid UnitId,
    Guid? Household,
    DateOnly StartsOn,
    DateOnly? EndsOn,
    short Weeks,
    ILookup<(int Week, int Weekday), CareTime> Times
)
{
    /// <summary>The times of one of its days.</summary>
    public IReadOnlyList<CareTime> On(DateOnly day) => [.. Times[(Week(day), Weekday(day))].OrderBy(time => time.From)];

    /// <summary>
    /// Which of its weeks a day is in, from 1: they are counted from the Monday before its first day.
    /// </summary>
    public int Week(DateOnly day) => (Monday(day).DayNumber - Monday(StartsOn).DayNumber) / 7 % Weeks + 1;

    /// <summary>The pattern that holds on a day: the one that began last, unless it has ended.</summary>
    public static Pattern? Holding(IEnumerable<Pattern> patterns, Guid unitId, Guid? household, DateOnly day) =>
        patterns
            .Where(one => one.UnitId == unitId && one.Household == household && one.StartsOn <= day)
            .MaxBy(one => one.StartsOn)
            is { } last
        && (last.EndsOn ?? day) >= day
            ? last
            : null;

    /// <summary>The Monday of a day's week.</summary>
    public static DateOnly Monday(DateOnly day) => day.AddDays(1 - Weekday(day));

    /// <summary>1 is Monday, 7 is Sunday.</summary>
    public static int Weekday(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;
}
