using System.Globalization;
using System.Text;
using MimeKit;

namespace Kapprum.Kernel;

/// <summary>
/// Which text is an e-mail address, and how it is written: one rule, where addresses enter and where mails go out, so
/// that whatever is stored can be sent to.
/// </summary>
public static class EmailAddress
{
    public const int Longest = 254;
    private const int LongestLocalPart = 64;

    private static readonly IdnMapping Domains = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// The address in its one spelling but for case: without white space around and without characters nobody sees,
    /// composed letters, the domain as people read it and not as <c>xn--</c>. Null when no mail can be sent to it: it
    /// is several addresses, a link, a name, or its domain can be none.
    /// </summary>
    public static string? Normal(string? written)
    {
        if (Visible(written) is not { Length: > 0 and <= Longest } address)
            return null;

        var at = address.IndexOf('@', StringComparison.Ordinal);
        var (local, domain) = (address[..Math.Max(at, 0)], address[(at + 1)..]);
        return
            IsLocalPart(local)
            && ReadableDomain(domain) is { } readable
            && $"{local}@{readable}" is { Length: <= Longest } normal
            && MailboxAddress.TryParse(normal, out _)
            ? normal
            : null;
    }

    /// <summary>
    /// What somebody types to find an address, which need not be all of one: as <see cref="Normal"/> writes it, as far
    /// as it goes.
    /// </summary>
    public static string Beginning(string typed)
    {
        var beginning = Visible(typed) ?? "";
        var at = beginning.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && ReadableDomain(beginning[(at + 1)..]) is { } domain && !domain.EndsWith('.')
            ? $"{beginning[..at]}@{domain}"
            : beginning;
    }

    private static string? Visible(string? written)
    {
        if (written is null)
            return null;
        try
        {
            var visible = written.Trim();
            if (!Ascii.IsValid(visible) || visible.Any(char.IsControl))
                visible = string.Concat(
                        visible.EnumerateRunes().Where(rune => !IsUnseen(rune)).Select(rune => rune.ToString())
                    )
                    .Trim();
            return visible.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half a character.
            return null;
        }
    }

    /// <summary>Spaces without width, marks of direction, soft hyphens: what a spreadsheet carries along.</summary>
    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;

    private static bool IsLocalPart(string local) =>
        local.Length is > 0 and <= LongestLocalPart
        && local[0] != '.'
        && local[^1] != '.'
        && !local.Contains("..", StringComparison.Ordinal)
        && !local.Any(character => char.IsWhiteSpace(character) || "()<>[]:;,\\\"@".Contains(character));

    /// <summary>Without the dot that may end it, letters as people write them; null when it is no domain.</summary>
    private static string? ReadableDomain(string domain)
    {
        try
        {
            var name = domain.EndsWith('.') ? domain[..^1] : domain;
            var ascii = Domains.GetAscii(name);
            return
                ascii.Equals(name, StringComparison.OrdinalIgnoreCase)
                && !ascii.Contains("xn--", StringComparison.OrdinalIgnoreCase)
                ? name
                : Domains.GetUnicode(ascii).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
