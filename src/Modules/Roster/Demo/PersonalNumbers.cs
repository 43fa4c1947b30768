using System.Globalization;

namespace Kapprum.Roster.Demo;

/// <summary>
/// Personal identity numbers that belong to nobody: birth numbers 980–999, which Skatteverket keeps for tests, each
/// given once.
/// </summary>
internal sealed class PersonalNumbers
{
    // Ten of the twenty numbers of a day are women's, ten men's; a coordination number has the day of birth plus 60.
    private const int PerDayAndSex = 10;
    private const int Reach = 60;
    private const int CoordinationDay = 60;

    private readonly Dictionary<(int Day, bool Woman, bool Coordination), int> given = [];

    /// <summary>
    /// A birth date with a number of its own: the wished day, else a day near it between <paramref name="first"/> and
    /// <paramref name="last"/>, else a coordination number; number 0 when all of these are taken.
    /// </summary>
    public (DateOnly Birth, long Number) Take(DateOnly wished, DateOnly first, DateOnly last, bool woman)
    {
        foreach (var coordination in (ReadOnlySpan<bool>)[false, true])
        {
            for (var away = 0; away <= Reach; away++)
            {
                foreach (var day in (ReadOnlySpan<DateOnly>)[wished.AddDays(away), wished.AddDays(-away)])
                {
                    if (day >= first && day <= last && TakeOn(day, woman, coordination) is { } number)
                        return (day, number);
                }
            }
        }
        return (wished, 0);
    }

    private long? TakeOn(DateOnly day, bool woman, bool coordination)
    {
        var key = (day.DayNumber, woman, coordination);
        var taken = given.GetValueOrDefault(key);
        if (taken == PerDayAndSex)
            return null;
        given[key] = taken + 1;

        var birthNumber = 980 + 2 * ((day.DayNumber * 3 + taken * 7) % PerDayAndSex) + (woman ? 0 : 1);
        var date = day.Year * 10_000L + day.Month * 100 + day.Day + (coordination ? CoordinationDay : 0);
        var withoutCheck = date * 1000 + birthNumber;
        return withoutCheck * 10 + CheckDigit(withoutCheck);
    }

    /// <summary>Luhn over year without century, month, day and birth number, as SKV 704 says.</summary>
    private static int CheckDigit(long withoutCheck)
    {
        var sum = 0;
        var weight = 2;
        foreach (var digit in (withoutCheck % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture))
        {
            var product = (digit - '0') * weight;
            sum += product / 10 + product % 10;
            weight = 3 - weight;
        }
        return (10 - sum % 10) % 10;
    }
}
