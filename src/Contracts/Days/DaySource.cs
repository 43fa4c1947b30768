namespace Kapprum.Contracts.Days;

/// <summary>How the times of a piece of a day are known.</summary>
public enum DaySource
{
    /// <summary>A group's timetable: the child has to be there.</summary>
    Timetable,

    /// <summary>What the guardians have said for this child.</summary>
    Schedule,

    /// <summary>Nothing is known of the child but when the unit is open.</summary>
    OpeningHours,
}
