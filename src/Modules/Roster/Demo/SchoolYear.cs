using System.Globalization;

namespace Kapprum.Roster.Demo;

/// <summary>A school year as municipalities around Stockholm have it, from July to June.</summary>
internal sealed class SchoolYear(int autumn)
{
    private readonly int spring = autumn + 1;

    public IEnumerable<(string Kind, string Name, DateOnly Starts, DateOnly Ends)> Periods =>
        [
            ("term", $"Hösttermin {autumn}", Monday(autumn, 34), new(autumn, 12, 21)),
            ("term", $"Vårtermin {spring}", new(spring, 1, 9), Monday(spring, 24).AddDays(4)),
            ("holiday-period", $"Höstlov {autumn}", Monday(autumn, 44), Monday(autumn, 44).AddDays(4)),
            ("holiday-period", $"Sportlov {spring}", Monday(spring, 9), Monday(spring, 9).AddDays(4)),
            ("holiday-period", $"Påsklov {spring}", Easter(spring).AddDays(1), Easter(spring).AddDays(5)),
        ];

    /// <summary>The days off of law and custom on which nothing is open.</summary>
    public IEnumerable<(DateOnly Day, string Name)> PublicHolidays =>
        [
            (new(autumn, 12, 24), "Julafton"),
            (new(autumn, 12, 25), "Juldagen"),
            (new(autumn, 12, 26), "Annandag jul"),
            (new(autumn, 12, 31), "Nyårsafton"),
            (new(spring, 1, 1), "Nyårsdagen"),
            (new(spring, 1, 6), "Trettondedag jul"),
            (Easter(spring).AddDays(-2), "Långfredagen"),
            (Easter(spring).AddDays(1), "Annandag påsk"),
            (new(spring, 5, 1), "Första maj"),
            (Easter(spring).AddDays(39), "Kristi himmelsfärdsdag"),
            (new(spring, 6, 6), "Sveriges nationaldag"),
            (MidsummerEve(spring), "Midsommarafton"),
        ];

    private static DateOnly Monday(int year, int week) =>
        DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday));

    /// <summary>The Friday from 19 to 25 June.</summary>
    private static DateOnly MidsummerEve(int year)
    {
        var first = new DateOnly(year, 6, 19);
        return first.AddDays((DayOfWeek.Friday - first.DayOfWeek + 7) % 7);
    }

    /// <summary>Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher.</summary>
    private static DateOnly Easter(int year)
    {
        int a = year % 19,
            b = year / 100,
            c = year % 100;
        var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var day = h + l - 7 * m + 114;
        return new(year, day / 31, day % 31 + 1);
    }
}
