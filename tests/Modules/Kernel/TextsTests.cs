using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Kernel;

public sealed partial class TextsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly Assembly[] Assemblies =
    [
        .. Directory
            .GetFiles(AppContext.BaseDirectory, "Kapprum.*.dll")
            .Select(Assembly.LoadFrom)
            .Where(assembly =>
                assembly.GetManifestResourceNames().Any(name => name.StartsWith("Texts/", StringComparison.Ordinal))
            ),
    ];

    public static TheoryData<string> Names => [.. AllNames];

    private static IEnumerable<string> AllNames => Assemblies.Select(assembly => assembly.GetName().Name!);

    [Fact]
    public void The_kernel_the_look_and_the_modules_have_texts() =>
        Assert.Subset(
            AllNames.ToHashSet(),
            new HashSet<string>
            {
                "Kapprum.Kernel",
                "Kapprum.Web",
                "Kapprum.Absence",
                "Kapprum.Accounts",
                "Kapprum.Notifications",
            }
        );

    [Theory, MemberData(nameof(Names))]
    public void Whatever_is_said_in_Swedish_is_said_in_English_and_the_other_way_round(string assembly) =>
        Assert.Equal(Read(assembly, "sv").Keys.Order(), Read(assembly, "en").Keys.Order());

    [Theory, MemberData(nameof(Names))]
    public void Both_languages_fill_in_the_same_and_have_their_plural_forms(string assembly)
    {
        var english = Read(assembly, "en");
        Assert.All(
            Read(assembly, "sv"),
            text =>
            {
                Assert.Equal(Placeholders(text.Value), Placeholders(english[text.Key]));
                Assert.Equal(text.Value.ValueKind, english[text.Key].ValueKind);
                if (text.Value.ValueKind == JsonValueKind.Object)
                    Assert.True(
                        text.Value.TryGetProperty("other", out _) && english[text.Key].TryGetProperty("other", out _),
                        text.Key
                    );
            }
        );
    }

    [Fact]
    public void Every_refusal_that_an_endpoint_tells_of_has_its_words()
    {
        var texts = shared.App.Services.GetRequiredService<Texts>();
        var told = shared
            .App.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .SelectMany(endpoint => endpoint.Metadata.OfType<PossibleRefusal>())
            .Select(refusal => refusal.Code)
            .Distinct()
            .ToArray();

        Assert.NotEmpty(told);
        Assert.DoesNotContain(told, code => !texts.Has($"refusal.{code}"));
    }

    [Fact]
    public void A_further_language_is_a_file_and_what_it_lacks_is_said_in_Swedish()
    {
        var folder = Directory.CreateTempSubdirectory("kapprum-texts-");
        File.WriteAllText(
            Path.Combine(folder.FullName, "fi.json"),
            """
            {
              "say.today": "tänään",
              "refusal.absence/too-far-ahead": { "one": "yksi päivä", "other": "{count} päivää" }
            }
            """
        );
        var texts = new Texts(Assemblies, folder.FullName);
        folder.Delete(recursive: true);

        Assert.Equal(["sv", "en", "fi"], texts.Languages);
        Assert.Equal("tänään", texts.In("fi", "say.today"));
        Assert.Equal("i morgon", texts.In("fi", "say.tomorrow"));
        Assert.Equal("yksi päivä", texts.In("fi", "refusal.absence/too-far-ahead", ("count", 1)));
        Assert.Equal("5 päivää", texts.In("fi", "refusal.absence/too-far-ahead", ("count", 5)));
        Assert.Equal("there.is.no.such.text", texts.In("fi", "there.is.no.such.text"));
    }

    [Theory]
    [InlineData("sv", 0, "other")]
    [InlineData("sv", 1, "one")]
    [InlineData("fi", 2, "other")]
    [InlineData("fr", 0, "one")]
    [InlineData("fr", 2_000_000, "many")]
    [InlineData("pl", 1, "one")]
    [InlineData("pl", 22, "few")]
    [InlineData("pl", 12, "many")]
    [InlineData("pl", 21, "many")]
    [InlineData("uk", 21, "one")]
    [InlineData("uk", 11, "many")]
    [InlineData("uk", 104, "few")]
    [InlineData("hr", 5, "other")]
    [InlineData("sl", 102, "two")]
    [InlineData("lv", 0, "zero")]
    [InlineData("ro", 0, "few")]
    [InlineData("ar", 0, "zero")]
    [InlineData("ar", 2, "two")]
    [InlineData("ar", 105, "few")]
    [InlineData("ar", 111, "many")]
    [InlineData("ar", 100, "other")]
    [InlineData("fa", 1, "one")]
    [InlineData("so", 1, "one")]
    [InlineData("ti", 0, "one")]
    public void A_count_takes_the_form_its_language_has_for_it(string language, int count, string form)
    {
        var folder = Directory.CreateTempSubdirectory("kapprum-texts-");
        File.WriteAllText(
            Path.Combine(folder.FullName, $"{language}.json"),
            """
            { "test": {
                "zero": "zero", "one": "one", "two": "two", "few": "few", "many": "many", "other": "other" } }
            """
        );
        var texts = new Texts(Assemblies, folder.FullName);
        folder.Delete(recursive: true);

        Assert.Equal(form, texts.In(language, "test", ("count", count)));
    }

    [Fact]
    public void A_form_that_a_language_leaves_out_is_the_other_one_and_an_exact_number_comes_first()
    {
        var folder = Directory.CreateTempSubdirectory("kapprum-texts-");
        File.WriteAllText(
            Path.Combine(folder.FullName, "ar.json"),
            """{ "test": { "0": "none", "one": "one", "other": "{count}" } }"""
        );
        var texts = new Texts(Assemblies, folder.FullName);
        folder.Delete(recursive: true);

        Assert.Equal(
            "none one 2",
            string.Join(' ', Enumerable.Range(0, 3).Select(count => texts.In("ar", "test", ("count", count))))
        );
    }

    private static Dictionary<string, JsonElement> Read(string assembly, string language)
    {
        using var stream = Assemblies
            .Single(a => a.GetName().Name == assembly)
            .GetManifestResourceStream($"Texts/{language}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(stream)!;
    }

    private static string[] Placeholders(JsonElement text) =>
        [.. Placeholder().Matches(text.ToString()).Select(match => match.Value).Distinct().Order()];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
