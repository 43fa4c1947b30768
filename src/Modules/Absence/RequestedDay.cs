namespace Kapprum.Absence;

/// <summary>The day that a page's address asks for.</summary>
internal static class RequestedDay
{
    /// <summary>The day in a page's address, yyyy-MM-dd; today for what is no day or more than a year away.</summary>
    public static DateOnly Of(string? day, DateOnly today) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", out var asked) && Math.Abs(asked.DayNumber - today.DayNumber) <= 366
            ? asked
            : today;
}
