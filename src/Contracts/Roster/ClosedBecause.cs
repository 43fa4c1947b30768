namespace Kapprum.Contracts.Roster;

/// <summary>Why nothing is possible where a child belongs on a day.</summary>
public enum ClosedBecause
{
    /// <summary>It is never open on that weekday, or the group has nothing then.</summary>
    Weekday,

    /// <summary>It is closed on that day.</summary>
    ClosingDay,

    /// <summary>Schools have a holiday period.</summary>
    HolidayPeriod,

    /// <summary>It is in none of the terms.</summary>
    OutsideTerms,
}
