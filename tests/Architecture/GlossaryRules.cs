using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kapprum.Architecture;

/// <summary>
/// One thing has one word in all texts: the table in <c>docs/glossary.md</c> says which, and which not.
/// </summary>
public sealed class GlossaryRules
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private static readonly string[][] Rows =
    [
        .. File.ReadAllLines(Path.Combine(Root, "docs", "glossary.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Theory, InlineData("sv", 2), InlineData("en", 4)]
    public void No_text_says_a_thing_with_another_word(string language, int column)
    {
        var found =
            from assembly in TheSystem.Modules.Append(TheSystem.Kernel).Append(TheSystem.Web)
            from text in Texts(assembly, language)
            from fault in Faults(text.Words, column)
            select $"{text.Key}: {fault}";
        Assert.Equal("", string.Join('\n', found));
    }

    /// <summary>
    /// Whoever does not know what it stands for reads nothing. What whoever looks after roster files knows them by are
    /// words; a value of the standard stands beside what it means.
    /// </summary>
    [Theory, InlineData("sv"), InlineData("en")]
    public void No_text_has_a_bare_abbreviation(string language)
    {
        var found =
            from assembly in TheSystem.Modules.Append(TheSystem.Kernel).Append(TheSystem.Web)
            from text in Texts(assembly, language)
            where text.Key != "roster.rejected.unknown-value"
            from abbreviation in Abbreviations(text.Words)
            select $"{text.Key}: {abbreviation}";
        Assert.Equal("", string.Join('\n', found));
        Assert.Equal(["FB", "t.ex."], Abbreviations("Klass FB, t.ex. JSON."));
    }

    private static IEnumerable<string> Abbreviations(string words) =>
        Regex
            .Matches(words, @"\b\p{Lu}{2,}\b|\b(?:\p{Ll}{1,2}\.){2,}|\b(?:ev|tel|nr|exp|avd|fskl|frits)\.")
            .Select(match => match.Value)
            .Except(["JSON", "XML", "HTML", "CSV", "UTF", "UUID", "MB", "GB"]);

    /// <summary>A rule that sees nothing holds for ever.</summary>
    [Fact]
    public void The_rule_can_see()
    {
        Assert.True(Rows.Length > 5 && Rows.All(row => row.Length == 5));
        Assert.Equal(["målsman instead of vårdnadshavare"], Faults("Barnets målsman.", 2));
        Assert.Empty(Faults("Barnets vårdnadshavare.", 2));
        Assert.NotEmpty(Texts(TheSystem.Web, "sv"));
    }

    private static IEnumerable<string> Faults(string words, int column) =>
        from row in Rows
        from wrong in row[column].Split(", ", StringSplitOptions.RemoveEmptyEntries)
        where Regex.IsMatch(words, $@"(?<![\w-]){Regex.Escape(wrong)}", RegexOptions.IgnoreCase)
        select $"{wrong} instead of {row[column - 1]}";

    private static IEnumerable<(string Key, string Words)> Texts(System.Reflection.Assembly assembly, string language)
    {
        using var stream = assembly.GetManifestResourceStream($"Texts/{language}.json");
        if (stream is null)
            return [];
        return
        [
            .. from text in JsonDocument.Parse(stream).RootElement.EnumerateObject()
            from words in text.Value.ValueKind == JsonValueKind.String
                ? [text.Value.GetString()!]
                : text.Value.EnumerateObject().Select(form => form.Value.GetString()!)
            select (text.Name, words),
        ];
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
