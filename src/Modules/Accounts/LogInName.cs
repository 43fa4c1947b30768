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
    /// Letters, digits and <c>. _ - +</c>; or an address, and then one's own: with somebody else's as a user name one
    /// could catch that person's log-ins.
    /// </summary>
    public static bool IsAllowed(string name) =>
        Normalised(name) is { Length: >= Shortest and <= Longest } normalised && Allowed().IsMatch(normalised);

    public static bool IsAddress(string name) => name.Contains('@');

    [GeneratedRegex(@"^[\p{L}\p{M}\p{Nd}._+-]+(@[\p{L}\p{M}\p{Nd}.-]+)?$")]
    private static partial Regex Allowed();
}
