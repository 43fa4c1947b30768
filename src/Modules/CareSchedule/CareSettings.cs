namespace Kapprum.CareSchedule;

/// <summary>What municipality and unit decide about schedules.</summary>
internal static class CareSettings
{
    /// <summary>Whether days are locked a week at a time, or each some days before.</summary>
    public static readonly Setting<CutOffKind> CutOff = Setting.Choice(
        "care-schedule.cut-off",
        CutOffKind.Weekly,
        ofUnit: true
    );

    /// <summary>Whether a late change is refused, or taken and told to staff as late.</summary>
    public static readonly Setting<CutOffStrength> Strength = Setting.Choice(
        "care-schedule.cut-off-strength",
        CutOffStrength.Hard,
        ofUnit: true
    );

    /// <summary>The time of the day at which days are locked.</summary>
    public static readonly Setting<TimeOfDay> Time = Setting.Time(
        "care-schedule.cut-off-time",
        new(12 * 60),
        ofUnit: true
    );

    /// <summary>The weekday on which the week after is locked; 4 is Thursday.</summary>
    public static readonly Setting<int> Weekday = Setting.Number(
        "care-schedule.cut-off-weekday",
        4,
        from: 1,
        to: 7,
        ofUnit: true
    );

    /// <summary>How many weeks earlier than that.</summary>
    public static readonly Setting<int> WeeksBefore = Setting.Number(
        "care-schedule.weeks-before",
        0,
        from: 0,
        to: 4,
        ofUnit: true
    );

    /// <summary>How many days before each day.</summary>
    public static readonly Setting<int> DaysBefore = Setting.Number(
        "care-schedule.days-before",
        2,
        from: 0,
        to: 14,
        ofUnit: true
    );

    /// <summary>Whether only Monday to Friday are counted as days before.</summary>
    public static readonly Setting<bool> WorkingDays = Setting.YesNo(
        "care-schedule.working-days",
        @default: false,
        ofUnit: true
    );

    /// <summary>Whether guardians may have shorter times on a locked day without asking.</summary>
    public static readonly Setting<bool> Shorten = Setting.YesNo(
        "care-schedule.shorten-locked",
        @default: true,
        ofUnit: true
    );

    /// <summary>Whether guardians are reminded of weeks without a schedule before these are locked.</summary>
    public static readonly Setting<bool> Remind = Setting.YesNo("care-schedule.remind", @default: true, ofUnit: true);

    /// <summary>In what steps times are given.</summary>
    public static readonly Setting<TimeStep> Step = Setting.Choice(
        "care-schedule.time-step",
        TimeStep.FiveMinutes,
        ofUnit: true
    );

    /// <summary>Whether a pattern of a leisure-time centre holds also on days without school.</summary>
    public static readonly Setting<bool> PatternStands = Setting.YesNo(
        "care-schedule.pattern-stands",
        @default: false,
        ofUnit: true
    );

    /// <summary>How many months after a day it is kept what was planned.</summary>
    public static readonly Setting<int> KeepMonths = Setting.Number("care-schedule.keep-months", 24, from: 3, to: 120);

    /// <summary>How many days after somebody was last said to fetch a child he or she stays on its list.</summary>
    public static readonly Setting<int> KeepPickupDays = Setting.Number(
        "care-schedule.keep-pickup-days",
        90,
        from: 30,
        to: 400
    );
}

/// <summary>How days are locked.</summary>
internal enum CutOffKind
{
    Weekly,
    Rolling,
}

/// <summary>What becomes of a change that comes late.</summary>
internal enum CutOffStrength
{
    Hard,
    Soft,
}

/// <summary>In what steps times are given.</summary>
internal enum TimeStep
{
    FiveMinutes,
    QuarterHours,
}
