using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kapprum.Kernel;

/// <summary>
/// Every word the system says, by key and language. A language is a file <c>Texts/{language}.json</c> in the assemblies
/// or in the folder that the setting <c>Texts:Folder</c> names; a text is a string with <c>{name}</c> in it, or an
/// object with one string for each plural form, chosen by <c>count</c>: the language's own by CLDR ("zero", "one",
/// "two", "few", "many", "other") or an exact number ("0"). What a language lacks is said in Swedish.
/// </summary>
public sealed partial class Texts
{
    public const string Default = "sv";

    private readonly FrozenDictionary<string, FrozenDictionary<string, JsonElement>> languages;

    public Texts(IEnumerable<Assembly> assemblies, string? folder = null)
    {
        var all = new Dictionary<string, Dictionary<string, JsonElement>>();

        foreach (var assembly in assemblies.Distinct())
        foreach (
            var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("Texts/", StringComparison.Ordinal))
        )
            using (var stream = assembly.GetManifestResourceStream(name)!)
                Add(all, Path.GetFileNameWithoutExtension(name), JsonDocument.Parse(stream));

        foreach (var file in folder is null ? [] : Directory.GetFiles(folder, "*.json"))
            Add(all, Path.GetFileNameWithoutExtension(file), JsonDocument.Parse(File.ReadAllText(file)));

        languages = all.ToFrozenDictionary(l => l.Key, l => l.Value.ToFrozenDictionary());
    }

    /// <summary>The languages there are, as two-letter codes, the default first.</summary>
    public IReadOnlyList<string> Languages => [.. languages.Keys.OrderBy(l => l != Default).ThenBy(l => l)];

    public IEnumerable<string> Keys(string language) => languages[language].Keys;

    public bool Has(string key) => languages[Default].ContainsKey(key);

    /// <summary>The text in the language of the request.</summary>
    public string this[string key, params (string Name, object Value)[] with] =>
        In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, key, with);

    /// <summary>The text in a given language, for what is read outside the request, a mail for instance.</summary>
    public string In(string language, string key, params (string Name, object Value)[] with)
    {
        if (!(languages.TryGetValue(language, out var texts) && texts.TryGetValue(key, out var text)))
        {
            language = Default;
            if (!languages[Default].TryGetValue(key, out text))
                return key;
        }

        return with.Length == 0 && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : Placeholder().Replace(Form(text, with, language), match => Fill(match, with, language));
    }

    private static string Form(JsonElement text, (string Name, object Value)[] with, string language)
    {
        if (text.ValueKind == JsonValueKind.String)
            return text.GetString()!;

        // Without a number it is spoken of in general, as in the description of the API.
        if (with.FirstOrDefault(w => w.Name == "count").Value is not { } number)
            return text.GetProperty("other").GetString()!;

        var count = Convert.ToInt64(number, CultureInfo.InvariantCulture);
        return text.TryGetProperty(count.ToString(CultureInfo.InvariantCulture), out var exact) ? exact.GetString()!
            : text.TryGetProperty(PluralRules.Category(language, count), out var own) ? own.GetString()!
            : text.GetProperty("other").GetString()!;
    }

    private static string Fill(Match match, (string Name, object Value)[] with, string language)
    {
        foreach (var (name, value) in with)
            if (name == match.Groups[1].Value)
                return Convert.ToString(value, DateText.Culture(language))!;
        return match.Value;
    }

    private static void Add(Dictionary<string, Dictionary<string, JsonElement>> all, string language, JsonDocument file)
    {
        if (!all.TryGetValue(language, out var texts))
            all[language] = texts = [];
        foreach (var text in file.RootElement.EnumerateObject())
            if (!texts.TryAdd(text.Name, text.Value))
                throw new InvalidOperationException($"The text {text.Name} is there twice in {language}.");
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
