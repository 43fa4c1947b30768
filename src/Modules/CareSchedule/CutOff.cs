namespace Kapprum.CareSchedule;

/// <summary>Until when guardians change days by themselves: a rule of the unit, or of the municipality.</summary>
internal sealed record CutOff
{
    /// <summary>For so many days from the first of a placement nothing is locked before the day itself.</summary>
    private const int DaysOfNewcomer = 14;

    public required CutOffKind Kind { get; init; }
    public required CutOffStrength Strength { get; init; }
    public required TimeOfDay Time { get; init; }

    /// <summary>1 is Monday.</summary>
    public required int Weekday { get; init; }
    public required int WeeksBefore { get; init; }
    public required int DaysBefore { get; init; }
    public required bool WorkingDays { get; init; }

    public static async Task<CutOff> Of(ISettings settings, Guid unitId, CancellationToken ct) =>
        new()
        {
            Kind = await settings.Get(CareSettings.CutOff, unitId, ct),
            Strength = await settings.Get(CareSettings.Strength, unitId, ct),
            Time = await settings.Get(CareSettings.Time, unitId, ct),
            Weekday = await settings.Get(CareSettings.Weekday, unitId, ct),
            WeeksBefore = await settings.Get(CareSettings.WeeksBefore, unitId, ct),
            DaysBefore = await settings.Get(CareSettings.DaysBefore, unitId, ct),
            WorkingDays = await settings.Get(CareSettings.WorkingDays, unitId, ct),
        };

    /// <summary>The instant from which a day is locked.</summary>
    /// <param name="placed">The placement's first day.</param>
    public DateTimeOffset Locks(DateOnly day, DateOnly placed)
    {
        var locks = SchoolTime.Instant(Kind == CutOffKind.Weekly ? OfWeek(day) : OfDay(day), Time);
        var begins = SchoolTime.Midnight(day);
        return locks < begins && day < placed.AddDays(DaysOfNewcomer) ? begins : locks;
    }

    private DateOnly OfWeek(DateOnly day) => Pattern.Monday(day).AddDays(Weekday - 8 - 7 * WeeksBefore);

    private DateOnly OfDay(DateOnly day)
    {
        if (!WorkingDays)
            return day.AddDays(-DaysBefore);

        var before = day;
        for (var left = DaysBefore; left > 0; left--)
            do before = before.AddDays(-1);
            while (Pattern.Weekday(before) > 5);
        return before;
    }

    /// <summary>"Till torsdag 12.00 kan ni ändra nästa vecka": the rule in words.</summary>
    public string Words(Texts texts, DateText dates) =>
        Kind == CutOffKind.Weekly
            ? texts[
                "careschedule.cut-off.weekly",
                ("weekday", DateText.Culture(DateText.Language).DateTimeFormat.DayNames[Weekday % 7]),
                ("time", dates.Time(Time)),
                ("count", WeeksBefore + 1)
            ]
        : DaysBefore == 0 ? texts["careschedule.cut-off.same-day", ("time", dates.Time(Time))]
        : texts[
            WorkingDays ? "careschedule.cut-off.working-days" : "careschedule.cut-off.days",
            ("time", dates.Time(Time)),
            ("count", DaysBefore)
        ];
}
