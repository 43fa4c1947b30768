namespace Kapprum.Roster.Units;

/// <summary>A weekday's opening hours; a unit that is open several times a day has several.</summary>
/// <param name="Weekday">1 is Monday, 7 is Sunday.</param>
/// <param name="Closes">After <paramref name="Opens"/>; 24:00 ends the day.</param>
internal sealed record OpenDay(short Weekday, TimeOfDay Opens, TimeOfDay Closes);
