using System.Collections.Frozen;
using System.Globalization;

namespace Kapprum.Kernel;

/// <summary>
/// Which form of a text a count takes in a language: the plural categories of Unicode's CLDR 46 for whole numbers, in
/// its own syntax (https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules). What fits no rule is
/// "other"; a language that is not listed counts as English does.
/// </summary>
internal static class PluralRules
{
    private const string One = "one: n = 1";
    private const string ZeroOrOne = "one: n = 0..1";
    private const string OneAndMillions = "one: n = 1; many: n != 0 and n % 1000000 = 0";
    private const string ZeroOrOneAndMillions = "one: n = 0..1; many: n != 0 and n % 1000000 = 0";
    private const string OneAndTwo = "one: n = 1; two: n = 2";
    private const string Czech = "one: n = 1; few: n = 2..4";
    private const string Croatian = "one: n % 10 = 1 and n % 100 != 11; few: n % 10 = 2..4 and n % 100 != 12..14";
    private const string Russian = Croatian + "; many: n % 10 = 0 or n % 10 = 5..9 or n % 100 = 11..14";

    private static readonly FrozenDictionary<string, Rule[]> Languages = new Dictionary<string, string>
    {
        ["am"] = ZeroOrOne,
        ["ar"] = "zero: n = 0; one: n = 1; two: n = 2; few: n % 100 = 3..10; many: n % 100 = 11..99",
        ["be"] = Russian,
        ["bn"] = ZeroOrOne,
        ["bs"] = Croatian,
        ["ca"] = OneAndMillions,
        ["cs"] = Czech,
        ["es"] = OneAndMillions,
        ["fa"] = ZeroOrOne,
        ["fr"] = ZeroOrOneAndMillions,
        ["ga"] = "one: n = 1; two: n = 2; few: n = 3..6; many: n = 7..10",
        ["he"] = OneAndTwo,
        ["hi"] = ZeroOrOne,
        ["hr"] = Croatian,
        ["hy"] = ZeroOrOne,
        ["id"] = "",
        ["it"] = OneAndMillions,
        ["ja"] = "",
        ["ko"] = "",
        ["lt"] = "one: n % 10 = 1 and n % 100 != 11..19; few: n % 10 = 2..9 and n % 100 != 11..19",
        ["lv"] = "zero: n % 10 = 0 or n % 100 = 11..19; one: n % 10 = 1 and n % 100 != 11",
        ["mk"] = "one: n % 10 = 1 and n % 100 != 11",
        ["mt"] = "one: n = 1; two: n = 2; few: n = 0 or n % 100 = 3..10; many: n % 100 = 11..19",
        ["pa"] = ZeroOrOne,
        ["pl"] =
            "one: n = 1; few: n % 10 = 2..4 and n % 100 != 12..14; "
            + "many: n % 10 = 0..1 or n % 10 = 5..9 or n % 100 = 12..14",
        ["pt"] = ZeroOrOneAndMillions,
        ["ro"] = "one: n = 1; few: n = 0 or n % 100 = 1..19",
        ["ru"] = Russian,
        ["se"] = OneAndTwo,
        ["sk"] = Czech,
        ["sl"] = "one: n % 100 = 1; two: n % 100 = 2; few: n % 100 = 3..4",
        ["sr"] = Croatian,
        ["th"] = "",
        ["ti"] = ZeroOrOne,
        ["uk"] = Russian,
        ["vi"] = "",
        ["zh"] = "",
    }.ToFrozenDictionary(language => language.Key, language => Read(language.Value));

    private static readonly Rule[] Usual = Read(One);

    /// <summary>"zero", "one", "two", "few", "many" or "other".</summary>
    /// <param name="language">Two letters.</param>
    public static string Category(string language, long count) =>
        Languages.GetValueOrDefault(language, Usual).FirstOrDefault(rule => rule.Fits(Math.Abs(count)))?.Category
        ?? "other";

    /// <param name="AnyOf">Alternatives, each of conditions that hold together.</param>
    private sealed record Rule(string Category, Condition[][] AnyOf)
    {
        public bool Fits(long n) => AnyOf.Any(all => all.All(condition => condition.Holds(n)));
    }

    private sealed record Condition(long Modulus, bool Is, long From, long Until)
    {
        public bool Holds(long n)
        {
            var rest = Modulus == 0 ? n : n % Modulus;
            return Is == (rest >= From && rest <= Until);
        }
    }

    private static Rule[] Read(string rules) =>
        [
            .. from rule in rules.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            let parts = rule.Split(": ")
            select new Rule(
                parts[0],
                [.. parts[1].Split(" or ").Select(all => all.Split(" and ").Select(ReadCondition).ToArray())]
            ),
        ];

    // n = 1, n % 10 = 2..4, n % 100 != 11
    private static Condition ReadCondition(string condition)
    {
        var words = condition.Split(' ');
        var range = words[^1].Split("..");
        return new(words[1] == "%" ? Number(words[2]) : 0, words[^2] == "=", Number(range[0]), Number(range[^1]));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
