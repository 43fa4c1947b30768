using System.Text.Json.Serialization;

namespace Kapprum.CareSchedule;

/// <summary>A time in care that begins on a day.</summary>
/// <param name="Until">When not after <paramref name="From"/>, it is on the day after. 00:00 is 24:00 here.</param>
internal sealed record CareTime(TimeOfDay From, TimeOfDay Until)
{
    /// <summary>How many of them a day may have.</summary>
    public const int Most = 3;

    private const int MinutesOfDay = 24 * 60;

    /// <summary>It ends on the day after.</summary>
    [JsonIgnore]
    public bool NextDay => Until.Minutes is var until && until > 0 && until <= From.Minutes;

    /// <summary>In minutes from the beginning of the day on which it begins, up to 2880.</summary>
    [JsonIgnore]
    public int Ends =>
        Until.Minutes == 0 ? MinutesOfDay
        : NextDay ? Until.Minutes + MinutesOfDay
        : Until.Minutes;

    /// <summary>On the wall's clock.</summary>
    [JsonIgnore]
    public int Minutes => Ends - From.Minutes;

    /// <summary>What of it lies on the day it begins.</summary>
    [JsonIgnore]
    public (TimeOfDay From, TimeOfDay Until) Evening => (From, NextDay ? TimeOfDay.EndOfDay : new(Ends));

    /// <summary>What of it lies on the day after; null for nothing.</summary>
    [JsonIgnore]
    public (TimeOfDay From, TimeOfDay Until)? Morning => NextDay ? (TimeOfDay.Midnight, Until) : null;

    /// <summary>As the database has them.</summary>
    [JsonIgnore]
    public TimeSpan StoredFrom => TimeSpan.FromMinutes(From.Minutes);

    /// <inheritdoc cref="StoredFrom"/>
    [JsonIgnore]
    public TimeSpan StoredUntil => TimeSpan.FromMinutes(NextDay ? Until.Minutes : Ends);

    /// <summary>In order; what goes on at once is one, unless it would be longer than a day.</summary>
    public static IReadOnlyList<CareTime> Joined(IEnumerable<CareTime> times)
    {
        List<CareTime> joined = [];
        foreach (var time in times.OrderBy(time => time.From))
            if (
                joined is [.., var last]
                && last.Ends == time.From.Minutes
                && last.Minutes + time.Minutes <= MinutesOfDay
            )
                joined[^1] = last with { Until = time.Until };
            else
                joined.Add(time);
        return joined;
    }
}
