using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace Kapprum.Tests.Access;

/// <summary>Words that stand nowhere but in what is known of protected people.</summary>
public static partial class Canary
{
    public const string Address = "203.0.113.77";

    /// <summary>Each in ASCII, so that no encoding hides it.</summary>
    public static readonly IReadOnlyList<string> Words =
    [
        "Kanariefagel",
        "Sparvhoksson",
        "gulfink",
        "rodhake",
        "Steglitsgatan",
        "Siskeby",
        "Bofinksdotter",
        "Domherreanteckning",
        "Talgoxedatum",
        "0701740658",
        "070-1740658",
        "070-174 06 58",
        "46701740658",
        "08-7654321",
        "08-765 43 21",
        "4687654321",
        "20210217",
        "2021-02-17",
        "februari 2021",
        "202102172396",
        Address,
    ];

    /// <summary>
    /// What one needs to do what is one's own to do. Staff with a password only see the child and what is noted, and
    /// not how protected guardians are reached; those of the group here are protected themselves, and see their own
    /// address.
    /// </summary>
    public static readonly IReadOnlyDictionary<Who, IReadOnlyList<string>> Needed = new Dictionary<
        Who,
        IReadOnlyList<string>
    >
    {
        [Who.Guardian] = Words,
        [Who.Staff] = ["Kanariefagel", "Sparvhoksson", "Domherreanteckning", "gulfink", "rodhake"],
        [Who.Headteacher] = ["Kanariefagel", "Sparvhoksson", "Domherreanteckning"],
    };

    private static readonly SearchValues<string> Any = SearchValues.Create(
        [.. Words],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Also within what only looks as if it meant nothing: a cursor is text in Base64.</summary>
    public static IEnumerable<string> In(string text)
    {
        var readable = new StringBuilder(text);
        foreach (Match word in Encoded().Matches(text))
            if (Base64Url.IsValid(word.Value))
                readable.Append('\n').Append(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(word.Value)));
        var all = readable.ToString();
        // Nearly nothing has one: all at once are looked for first.
        if (!all.AsSpan().ContainsAny(Any))
            return [];
        return Words.Where(canary => all.Contains(canary, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex("[A-Za-z0-9_-]{24,}")]
    private static partial Regex Encoded();
}
