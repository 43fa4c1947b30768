namespace Kapprum.Roster.Units;

/// <summary>When a group's day begins and ends on a weekday.</summary>
/// <param name="Weekday">1 is Monday, 7 is Sunday.</param>
/// <param name="Ends">After <paramref name="Begins"/>; 24:00 ends the day.</param>
internal sealed record GroupDay(short Weekday, TimeOfDay Begins, TimeOfDay Ends);
