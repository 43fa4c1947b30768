using System.Globalization;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// A personal identity number or coordination number with a right check digit, in twelve digits. Written out it is
/// masked: no log, address or message has it by mistake.
/// </summary>
public readonly record struct IdentityNumber
{
    private IdentityNumber(string digits) => Digits = digits;

    /// <summary>Twelve; never to be logged.</summary>
    public string Digits { get; }

    public bool IsCoordinationNumber => Digits[6] >= '6';

    /// <summary>
    /// Reads what somebody or a provider has written: <c>19900217-1234</c>, <c>900217-1234</c>, with <c>+</c> from the
    /// year in which one turns a hundred, with or without the sign. Of ten digits it is the latest birth date that has
    /// been. A coordination number's day has 60 added (Skatteverket, SKV 704 and SKV 707).
    /// </summary>
    /// <returns>Null for what is no such number.</returns>
    public static IdentityNumber? Read(string? written, DateOnly today)
    {
        var number = written?.Trim() ?? "";
        var isOld = number is { Length: 11 } && number[6] == '+';
        if (number is { Length: 11 or 13 } && number[^5] is '-' or '+')
            number = number.Remove(number.Length - 5, 1);
        if (!number.All(char.IsAsciiDigit) || number.Length is not (10 or 12))
            return null;

        if (number.Length == 10)
        {
            var century = today.Year / 100;
            if (BirthDate($"{century}{number}") is not { } day || day > today)
                century--;
            number = $"{century - (isOld ? 1 : 0)}{number}";
        }

        return BirthDate(number) <= today && IsRight(number.AsSpan(2)) ? new(number) : null;
    }

    /// <summary>As <c>1990••••••••</c>.</summary>
    public override string ToString() => Digits is null ? "" : $"{Digits[..4]}{new string('•', 8)}";

    private static DateOnly? BirthDate(string number)
    {
        var day = int.Parse(number.AsSpan(6, 2), CultureInfo.InvariantCulture);
        return DateOnly.TryParseExact($"{number[..6]}{(day > 60 ? day - 60 : day):D2}", "yyyyMMdd", out var birth)
            ? birth
            : null;
    }

    /// <summary>Luhn.</summary>
    private static bool IsRight(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var at = 0; at < digits.Length; at++)
        {
            var product = (digits[at] - '0') * (at % 2 == 0 ? 2 : 1);
            sum += product / 10 + product % 10;
        }

        return sum % 10 == 0;
    }
}
