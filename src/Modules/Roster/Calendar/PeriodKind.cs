namespace Kapprum.Roster.Calendar;

/// <summary>What a period of the school-year calendar is.</summary>
internal enum PeriodKind
{
    /// <summary>Schools attend.</summary>
    Term,

    /// <summary>Schools do not attend; leisure-time centres and preschools do.</summary>
    HolidayPeriod,
}
