using System.Globalization;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>
/// The quarters of an hour of a day, as they pass: 96 of them, and 92 or 100 when the clock is changed. They are
/// counted from 0; so are the minutes.
/// </summary>
internal sealed class DayQuarters
{
    /// <summary>How many minutes one has.</summary>
    public const int Minutes = 15;

    private readonly DateTimeOffset midnight;
    private readonly bool changes;

    public DayQuarters(DateOnly day)
    {
        Day = day;
        midnight = SchoolTime.Midnight(day);
        Length = (int)(SchoolTime.Midnight(day.AddDays(1)) - midnight).TotalMinutes;
        changes = Length != TimeOfDay.EndOfDay.Minutes;
    }

    public DateOnly Day { get; }

    /// <summary>How many minutes the day has.</summary>
    public int Length { get; }

    public int Count => Length / Minutes;

    /// <summary>The minute of a time; of one that comes twice the first.</summary>
    public int At(TimeOfDay time) =>
        changes ? (int)(SchoolTime.Instant(Day, time) - midnight).TotalMinutes : time.Minutes;

    /// <summary>The minutes of times.</summary>
    public IReadOnlyList<(int From, int Until)> At(IEnumerable<(TimeOfDay From, TimeOfDay Until)> times) =>
        Spans.Together(times.Select(time => (At(time.From), At(time.Until))));

    public DateTimeOffset Begins(int quarter) => midnight.AddMinutes(quarter * Minutes);

    /// <summary>
    /// As the clock on the wall says when it begins: 07:45; in an hour that comes twice 02:15A and 02:15B. The end of
    /// the day is 24:00.
    /// </summary>
    public string Label(int quarter)
    {
        if (quarter == Count)
            return TimeOfDay.EndOfDay.ToString();
        if (!changes)
            return new TimeOfDay(quarter * Minutes).ToString();
        var local = TimeZoneInfo.ConvertTime(Begins(quarter), SchoolTime.Zone);
        var label = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return !SchoolTime.Zone.IsAmbiguousTime(local.DateTime) ? label
            : local.Offset == SchoolTime.Zone.GetAmbiguousTimeOffsets(local.DateTime).Max() ? $"{label}A"
            : $"{label}B";
    }

    /// <summary>The quarter with that label; null for none.</summary>
    public int? Read(string? label)
    {
        for (var quarter = 0; quarter < Count; quarter++)
            if (Label(quarter) == label)
                return quarter;
        return null;
    }
}
