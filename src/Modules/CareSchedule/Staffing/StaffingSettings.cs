namespace Kapprum.CareSchedule.Staffing;

/// <summary>What municipality and unit decide about how many adults children need.</summary>
internal static class StaffingSettings
{
    /// <summary>
    /// How many children one adult has in a preschool. No law says it; 5.1 was the mean of the country in 2017 (SKR).
    /// </summary>
    public static readonly Setting<int> OfPreschool = Setting.Number(
        "staffing.children-of-preschool",
        5,
        from: 1,
        to: 30,
        ofUnit: true
    );

    /// <summary>The same in a leisure-time centre; 13.1 was the mean in 2014 (Skolverket).</summary>
    public static readonly Setting<int> OfLeisure = Setting.Number(
        "staffing.children-of-leisure",
        13,
        from: 1,
        to: 60,
        ofUnit: true
    );

    /// <summary>As how much of a child one counts that is not three yet, in percent.</summary>
    public static readonly Setting<int> UnderThree = Setting.Number(
        "staffing.under-three-percent",
        150,
        from: 100,
        to: 400,
        ofUnit: true
    );

    /// <summary>Until when all groups are together in the morning; midnight when they never are.</summary>
    public static readonly Setting<TimeOfDay> TogetherUntil = Setting.Time(
        "staffing.together-until",
        TimeOfDay.Midnight,
        ofUnit: true
    );

    /// <summary>From when on all groups are together in the afternoon; midnight when they never are.</summary>
    public static readonly Setting<TimeOfDay> TogetherFrom = Setting.Time(
        "staffing.together-from",
        TimeOfDay.Midnight,
        ofUnit: true
    );

    /// <summary>How many months after a day it is kept what adults were planned on it otherwise than usual.</summary>
    public static readonly Setting<int> KeepShifts = Setting.Number("staffing.keep-shifts", 24, from: 1, to: 120);

    /// <summary>How many months at most it is kept that a child needs more, once it has no place.</summary>
    public static readonly Setting<int> KeepWeights = Setting.Number("staffing.keep-weights", 3, from: 1, to: 24);

    public static async ValueTask<StaffingRules> Of(
        this ISettings settings,
        Guid unitId,
        bool leisure,
        CancellationToken ct
    ) =>
        new(
            await settings.Get(leisure ? OfLeisure : OfPreschool, unitId, ct),
            await settings.Get(UnderThree, unitId, ct) / 100m,
            await settings.Get(TogetherUntil, unitId, ct),
            await settings.Get(TogetherFrom, unitId, ct)
        );
}

/// <summary>By what the adults are counted that children need.</summary>
/// <param name="Children">How many one adult has.</param>
/// <param name="UnderThree">As how many a child counts that is not three yet.</param>
/// <param name="TogetherUntil">Until when all groups are together; midnight for never.</param>
/// <param name="TogetherFrom">From when on all groups are together; midnight for never.</param>
internal sealed record StaffingRules(int Children, decimal UnderThree, TimeOfDay TogetherUntil, TimeOfDay TogetherFrom)
{
    /// <summary>
    /// As how many children one counts on a day. One that needs more counts as somebody has said, and as others of its
    /// age at least.
    /// </summary>
    public decimal Weight(DateOnly? born, decimal? own, DateOnly day) =>
        Math.Max(born is { } birth && day < birth.AddYears(3) ? UnderThree : 1, own ?? 1);

    /// <summary>How many adults children need that count as so many together.</summary>
    public int Adults(decimal weight) => (int)Math.Ceiling(weight / Children);

    /// <summary>The quarters of a day in which all groups are together.</summary>
    public UInt128 Together(DayQuarters clock)
    {
        List<(TimeOfDay, TimeOfDay)> times = [(TimeOfDay.Midnight, TogetherUntil)];
        if (TogetherFrom != TimeOfDay.Midnight)
            times.Add((TogetherFrom, TimeOfDay.EndOfDay));
        return clock.At(times).Quarters();
    }
}
