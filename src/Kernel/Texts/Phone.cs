using PhoneNumbers;

namespace Kapprum.Kernel;

/// <summary>A telephone number as people write it, and as a telephone dials it.</summary>
/// <param name="Written">A Swedish number nationally, another with its country; as it stands in the roster when it is
/// no number.</param>
/// <param name="Dial">ITU-T E.164, "+46701234567"; null when it is no number.</param>
public sealed record Phone(string Written, string? Dial)
{
    private const string Sweden = "SE";

    // It reads its tables when it is made.
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    public static Phone? Of(string? stored) =>
        stored is null ? null
        : Read(stored) is not { } number ? new(stored, null)
        : new(
            Numbers.Format(
                number,
                Numbers.GetRegionCodeForNumber(number) == Sweden
                    ? PhoneNumberFormat.NATIONAL
                    : PhoneNumberFormat.INTERNATIONAL
            ),
            Numbers.Format(number, PhoneNumberFormat.E164)
        );

    /// <summary>
    /// How a number is dialled and stored; without a country it is Swedish. Null for what is no number that can be
    /// given to anybody, and for what has more to it than the number.
    /// </summary>
    public static string? Dialled(string written) =>
        Read(written) is { } number ? Numbers.Format(number, PhoneNumberFormat.E164) : null;

    private static PhoneNumber? Read(string written)
    {
        // An extension or a word would be lost; and what begins with neither a country nor 0 is not all of a number.
        if (written.Any(char.IsLetter) || written.AsSpan().IndexOfAny("#*;,") >= 0)
            return null;
        if (written.AsSpan().TrimStart(" (") is not ['+' or '0', ..])
            return null;
        try
        {
            // As it is dialled from Sweden.
            var number = Numbers.Parse(written, Sweden);
            return Numbers.IsValidNumber(number) ? number : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
