using System.Globalization;

namespace Kapprum.Roster.Import;

/// <summary>
/// Personal identity and coordination numbers in one spelling, twelve digits; what is none (a school's provisional
/// number, a foreign one) stays as it is, in capitals without spaces and dashes.
/// </summary>
internal static class CivicNumber
{
    public static string? Normal(string? given, DateOnly? birth, DateOnly today)
    {
        if (given is null)
            return null;

        var hundred = given.Contains('+') ? 100 : 0;
        var number = string.Concat(given.ToUpperInvariant().Where(char.IsLetterOrDigit));
        if (number.Length == 0)
            return null;
        if (number.Length != 10 || !number.All(char.IsAsciiDigit))
            return number;

        // Ten digits leave the century open: the birth date's, else the latest that has been.
        if (birth is { } known && BirthDate($"{known.Year / 100}{number}") == known)
            return $"{known.Year / 100}{number}";
        foreach (var century in (ReadOnlySpan<int>)[today.Year / 100, today.Year / 100 - 1])
            if (BirthDate($"{century}{number}") is { } day && day <= today)
                return $"{century - hundred / 100}{number}";
        return number;
    }

    /// <summary>
    /// The numbers somebody may mean by what he writes: of ten digits both centuries; none when it is no number.
    /// </summary>
    public static string[] Candidates(string written)
    {
        var number = string.Concat(written.Where(character => !(character is '-' or '+' or ' ')));
        return number.Length is not (10 or 12) || !number[..8].All(char.IsAsciiDigit) ? []
            : number.Length == 12 ? [number.ToUpperInvariant()]
            : ["19" + number, "20" + number];
    }

    /// <summary>
    /// The day a twelve-digit number begins with; a coordination number's has 60 added. Null when there is none in it.
    /// </summary>
    public static DateOnly? BirthDate(string? number)
    {
        if (number is not { Length: 12 } || !number.All(char.IsAsciiDigit))
            return null;
        var date = int.Parse(number.AsSpan(0, 8), CultureInfo.InvariantCulture);
        var day = date % 100;
        return DateOnly.TryParseExact($"{date - (day > 60 ? 60 : 0)}", "yyyyMMdd", out var birth) ? birth : null;
    }
}
