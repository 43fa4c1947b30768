using System.Text.RegularExpressions;

namespace Kapprum.Roster.Contacts;

/// <summary>A telephone number as it was written, and as a telephone dials it.</summary>
/// <param name="Dial">ITU-T E.164, "+46701234567"; null when what was written is no number.</param>
internal sealed partial record PhoneNumber(string Written, string? Dial)
{
    public static PhoneNumber? Of(string? written) => written is null ? null : new(written, Dialled(written));

    /// <summary>
    /// How a number is dialled. Spaces, hyphens, full stops, slashes and brackets do not matter, nor does the "(0)" of
    /// "+46 (0)70"; without a country it is Swedish. Null for what is no number.
    /// </summary>
    public static string? Dialled(string written)
    {
        var digits = Between().Replace(TrunkZero().Replace(written.Trim(), ""), "");
        return International().Match(digits) is { Success: true } abroad ? $"+{abroad.Groups[1].Value}"
            : National().Match(digits) is { Success: true } home ? $"+46{home.Groups[1].Value}"
            : null;
    }

    [GeneratedRegex(@"(?<=^(\+|00)[\d ]{1,5})\(0\)")]
    private static partial Regex TrunkZero();

    [GeneratedRegex(@"[\s\-\u2010-\u2015./()]")]
    private static partial Regex Between();

    // E.164: 15 digits at most, with the country.
    [GeneratedRegex(@"^(?:\+|00)([1-9][0-9]{6,14})$")]
    private static partial Regex International();

    [GeneratedRegex(@"^0([1-9][0-9]{5,11})$")]
    private static partial Regex National();
}
