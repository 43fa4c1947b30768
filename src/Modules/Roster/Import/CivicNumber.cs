using System.Globalization;

namespace Kapprum.Roster.Import;

/// <summary>
/// Personal identity and coordination numbers in one spelling, twelve digits; what is none (a school's provisional
/// number, a foreign one) stays as it is, in capitals without spaces and dashes.
/// </summary>
internal static class CivicNumber
{
    /// <param name="IsReal">It is somebody's own: nobody else has it.</param>
    /// <param name="IsFiller">Something was written that is nobody's.</param>
    public readonly record struct Read(string? Number, bool IsReal, bool IsFiller);

    public static Read Normal(string? given, DateOnly? birth, DateOnly today)
    {
        if (given is null)
            return default;

        var number = Spelled(given, birth, today);
        return IsFiller(number) ? new(null, IsReal: false, IsFiller: true) : new(number, IsReal(number), false);
    }

    private static string Spelled(string given, DateOnly? birth, DateOnly today)
    {
        var hundred = given.Contains('+') ? 100 : 0;
        var number = string.Concat(given.ToUpperInvariant().Where(char.IsLetterOrDigit));
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
    public static DateOnly? BirthDate(string? number) =>
        number is { Length: 12 } && number.All(char.IsAsciiDigit) ? DayIn(number) : null;

    /// <summary>
    /// A word ("saknas"), the same digit all over, a birth date with nothing after it or with a serial that nobody
    /// gets (0000, XXXX, 9999).
    /// </summary>
    private static bool IsFiller(string number)
    {
        var serial = number.Length == 12 && DayIn(number) is not null ? number[8..] : "";
        return !number.Any(char.IsAsciiDigit)
            || number.Distinct().Count() == 1
            || number.Length == 8 && DayIn(number) is not null
            || serial.StartsWith("000", StringComparison.Ordinal)
            || serial.Length == 4
                && (serial.All(char.IsLetter) || serial.Distinct().Count() == 1 && CheckSum(number[2..]) % 10 != 0);
    }

    /// <summary>
    /// A personal or coordination number, or a birth date with letters in its serial, as a school gives it (TF). Not by
    /// its check digit: who has mistyped it in one system has so in the other.
    /// </summary>
    private static bool IsReal(string number) =>
        number.Length == 12
        && DayIn(number) is not null
        && number[8..].Any(char.IsAsciiDigit)
        && (char.IsAsciiDigit(number[8]) ? number.All(char.IsAsciiDigit) : char.IsAsciiLetter(number[8]));

    private static DateOnly? DayIn(string number)
    {
        if (!int.TryParse(number.AsSpan(0, 8), NumberStyles.None, CultureInfo.InvariantCulture, out var date))
            return null;
        var day = date % 100;
        return DateOnly.TryParseExact($"{date - (day > 60 ? 60 : 0):D8}", "yyyyMMdd", out var birth) ? birth : null;
    }

    /// <summary>Luhn, over ten digits; a right number's ends in 0.</summary>
    private static int CheckSum(string digits) =>
        digits
            .Index()
            .Sum(at =>
            {
                var product = (at.Item - '0') * (at.Index % 2 == 0 ? 2 : 1);
                return product / 10 + product % 10;
            });
}
