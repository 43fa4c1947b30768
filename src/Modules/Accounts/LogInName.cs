using System.Text;
using System.Text.RegularExpressions;

namespace Kapprum.Accounts;

/// <summary>
/// User names and e-mail addresses as they are compared: without white space around, without case, one spelling for
/// each letter and for each domain.
/// </summary>
internal static partial class LogInName
{
    public const int Shortest = 3;
    public const int Longest = 254;

    public static string Normalised(string name)
    {
        try
        {
            var written = name.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
            return IsAddress(written) ? EmailAddress.Normal(written) ?? written : written;
        }
        catch (ArgumentException)
        {
            return "";
        }
    }

    /// <summary>
    /// Latin letters, the digits 0 to 9 and <c>. _ - +</c>; or an address, and then one's own: with somebody else's as
    /// a user name one could catch that person's log-ins. Letters of one script only, or <c>admin</c> could be had with
    /// a Cyrillic a (UTS #39, 5.2, Single Script); and of that script those of the languages that are written here,
    /// without the dotless i, which is an i to whoever reads quickly (confusables.txt of UTS #39).
    /// </summary>
    public static bool IsAllowed(string name) =>
        Normalised(name) is { Length: >= Shortest and <= Longest } normalised
        && (IsAddress(normalised) ? Address() : Own()).IsMatch(normalised);

    public static bool IsAddress(string name) => name.Contains('@');

    // Basic Latin, Latin-1 Supplement, Latin Extended-A and Additional; each letter is one character by now.
    [GeneratedRegex("^[a-zß-öø-ÿĀ-İĲ-ķĹ-žḀ-ỿ0-9._+-]+$")]
    private static partial Regex Own();

    [GeneratedRegex(@"^[\p{L}\p{M}\p{Nd}._+-]+@[\p{L}\p{M}\p{Nd}.-]+$")]
    private static partial Regex Address();
}
