using System.Globalization;
using System.Text;

namespace Kapprum.Accounts.Passwords;

/// <summary>
/// What a password must be: 12 to 128 characters, counted as Unicode code points after normalisation, with no rule of
/// how it is composed; not among the commonest or made of them, not the same few characters over and over, and without
/// the name or address of its owner (NIST SP 800-63B, 3.1.1.2).
/// </summary>
internal static class PasswordRules
{
    public const int Shortest = 12;
    public const int Longest = 128;

    /// <summary>The attribute <c>passwordrules</c>, which password managers make passwords by.</summary>
    public static readonly string ForManagers = $"minlength: {Shortest}; maxlength: {Longest};";

    // zxcvbn: 0 and 1 are found in fewer than 10^8 tries.
    private const int GuessedEasily = 1;

    // Its lists are English. What Swedes put before the year.
    private static readonly string[] Swedish =
    [
        "lösenord",
        "losenord",
        "hemligt",
        "välkommen",
        "valkommen",
        "sommar",
        "vinter",
        "hösten",
        "våren",
        "sverige",
        "svenska",
        "stockholm",
        "göteborg",
        "malmö",
        "fotboll",
        "hockey",
        "mamma",
        "pappa",
        "älskling",
        "familjen",
        "barnen",
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
        "måndag",
        "fredag",
        "förskola",
        "förskolan",
        "skola",
        "skolan",
        "fritids",
        "dagis",
        "lärare",
        "rektor",
        "kommun",
        "kommunen",
        "vårdnadshavare",
        "kapprum",
        "kapprummet",
    ];

    private static readonly Lazy<Zxcvbn.Zxcvbn> Common = new(() => new());

    public static int Count(string password) => PasswordHashing.Normalised(password).EnumerateRunes().Count();

    /// <summary>
    /// Why a password of the right length is refused, as the last part of the text's key; null when it is good. Takes
    /// up to a tenth of a second.
    /// </summary>
    /// <param name="own">The owner's names, user name and address.</param>
    public static string? Broken(string password, IEnumerable<string?> own)
    {
        var normalised = PasswordHashing.Normalised(password);
        return Repeats(normalised) ? "accounts/password-repeats"
            : ContainsOwn(normalised, own) ? "accounts/password-has-name"
            : Common.Value.EvaluatePassword(normalised, Swedish).Score <= GuessedEasily ? "accounts/password-common"
            : null;
    }

    /// <summary>One piece of up to eleven characters again and again, the last time perhaps not all of it.</summary>
    private static bool Repeats(string password)
    {
        for (var piece = 1; piece < Math.Min(Shortest, password.Length / 2 + 1); piece++)
            if (Enumerable.Range(piece, password.Length - piece).All(i => password[i] == password[i - piece]))
                return true;
        return false;
    }

    private static bool ContainsOwn(string password, IEnumerable<string?> own)
    {
        var plain = Plain(password);
        var words = own.OfType<string>().SelectMany(Parts).Select(Plain).Where(word => word.Length >= 4);
        return words.Any(word => plain.Contains(word, StringComparison.Ordinal));
    }

    // "Anna-Karin Ek": Anna, Karin, AnnaKarinEk. Of an address the part before the at sign; what follows it is many
    // people's.
    private static IEnumerable<string> Parts(string own)
    {
        var before = own.Split('@')[0];
        var parts = before.Split([' ', '-', '.', '_', '+'], StringSplitOptions.RemoveEmptyEntries);
        return [own, before, string.Concat(parts), .. parts];
    }

    /// <summary>Without case and without marks above and below letters.</summary>
    private static string Plain(string text)
    {
        var letters = text.Normalize(NormalizationForm.FormKD)
            .EnumerateRunes()
            .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark);
        return string.Concat(letters).ToLowerInvariant();
    }
}
