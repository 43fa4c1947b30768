using System.Globalization;

namespace Kapprum.CareSchedule;

/// <summary>Which of two homes has which day of a child, from a day on until the next turn begins.</summary>
/// <param name="First">The guardian of the one home: of the odd weeks. Null when all share the days.</param>
/// <param name="Second">The guardian of the other home.</param>
/// <param name="FirstHas">
/// Rolling: whether the first has it, for each day from the Monday of the week in which it begins.
/// </param>
internal sealed record Turn(
    Guid Id,
    DateOnly StartsOn,
    TurnKind Kind,
    Guid? First,
    Guid? Second,
    IReadOnlyList<bool> FirstHas
)
{
    /// <summary>Who has a day; null when all share it.</summary>
    public Guid? Owner(DateOnly day) =>
        Kind switch
        {
            TurnKind.Shared => null,
            TurnKind.OddEven => ISOWeek.GetWeekOfYear(day.ToDateTime(TimeOnly.MinValue)) % 2 == 1 ? First : Second,
            _ => FirstHas[(day.DayNumber - Pattern.Monday(StartsOn).DayNumber) % FirstHas.Count] ? First : Second,
        };

    /// <summary>The turn that holds on a day; null when there is none.</summary>
    public static Turn? Holding(IEnumerable<Turn> turns, DateOnly day) =>
        turns.Where(turn => turn.StartsOn <= day).MaxBy(turn => turn.StartsOn);

    /// <summary>
    /// Who has the days of two weeks that come again when the homes change on a weekday: the first begins, on the first
    /// day of the turn.
    /// </summary>
    /// <param name="weekday">1 is Monday.</param>
    public static IReadOnlyList<bool> EveryOtherWeek(DateOnly startsOn, int weekday)
    {
        var monday = Pattern.Monday(startsOn);
        // The change at or before its first day.
        var change = startsOn.AddDays(-((Pattern.Weekday(startsOn) - weekday + 7) % 7));
        return
        [
            .. Enumerable
                .Range(0, 14)
                .Select(day => Math.DivRem(monday.DayNumber + day - change.DayNumber + 14, 7).Quotient % 2 == 0),
        ];
    }

    /// <summary>
    /// The Mondays of weeks that follow one of the same home: a year of 53 weeks ends with an odd one, and the next
    /// begins with one.
    /// </summary>
    public IReadOnlyList<DateOnly> InARow(DateOnly until) =>
        Kind != TurnKind.OddEven
            ? []
            :
            [
                .. Enumerable
                    .Range(1, Math.Max(0, (until.DayNumber - Pattern.Monday(StartsOn).DayNumber) / 7))
                    .Select(week => Pattern.Monday(StartsOn).AddDays(7 * week))
                    .Where(monday => Owner(monday) == Owner(monday.AddDays(-7))),
            ];
}

/// <summary>How two homes take turns.</summary>
internal enum TurnKind
{
    /// <summary>All guardians have all days.</summary>
    Shared,

    /// <summary>The one has the odd weeks of the year, the other the even.</summary>
    OddEven,

    /// <summary>Some weeks come again.</summary>
    Rolling,
}
