using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Kapprum.Accounts.PersonalTokens;

/// <summary>
/// A token that somebody's own program shows: <c>kap_</c>, 256 random bits and a checksum, so that whoever searches
/// code for secrets knows one when it sees it (<c>kap_[0-9A-Za-z]{49}</c>) and takes nothing else for one. Of it only
/// the SHA-256 is kept.
/// </summary>
internal static partial class PersonalToken
{
    private const string Prefix = "kap_";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Chance = 43;
    private const int Check = 6;

    public static (Secret Text, byte[] Hash) New()
    {
        var chance = RandomNumberGenerator.GetString(Digits, Chance);
        var text = $"{Prefix}{chance}{CheckOf(chance)}";
        return (new(text), HashOf(text));
    }

    /// <summary>False for what cannot be one; <paramref name="hash"/> is then empty.</summary>
    public static bool TryHash(string? text, out byte[] hash)
    {
        hash =
            text is not null && Format().IsMatch(text) && CheckOf(text[4..^Check]) == text[^Check..]
                ? HashOf(text)
                : [];
        return hash.Length > 0;
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    private static string CheckOf(string chance)
    {
        var sum = BitConverter.ToUInt32(SHA256.HashData(Encoding.ASCII.GetBytes(chance)));
        var text = new char[Check];
        for (var at = 0; at < Check; at++, sum /= 62)
            text[at] = Digits[(int)(sum % 62)];
        return new(text);
    }

    [GeneratedRegex("^kap_[0-9A-Za-z]{49}$")]
    private static partial Regex Format();
}
