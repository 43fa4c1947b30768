using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Kapprum.Architecture;

/// <summary>
/// What a page gives a component: Razor takes the attribute of a parameter that is a string for the text itself, so
/// that <c>Value="Part"</c> would give the word and never what the page holds under that name.
/// </summary>
public sealed partial class ParameterRules
{
    private static readonly ILookup<string, Type> Components = TheSystem
        .Modules.Append(TheSystem.Web)
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.IsAssignableTo(typeof(ComponentBase)))
        .ToLookup(type => type.Name);

    [Fact]
    public void No_component_is_given_the_name_of_what_the_page_holds()
    {
        var found =
            from source in SourceFiles.In("src")
            // The page of the parts has words of its own, which are no texts.
            where Path.GetExtension(source.Path) == ".razor" && Path.GetFileName(source.Path) != "StylePage.razor"
            from page in Components[Path.GetFileNameWithoutExtension(source.Path)]
            from given in Given(page, string.Join('\n', source.Lines))
            select $"{source.Path}: {given}";

        Assert.Equal("", string.Join('\n', found));
    }

    /// <summary>A rule that sees nothing holds for ever.</summary>
    [Fact]
    public void The_rule_can_see()
    {
        var page = Components["ReportAbsencePage"].Single();

        Assert.Equal(["<PartChoices Value=\"Part\">"], Given(page, """<p><PartChoices Days="x" Value="Part" /></p>"""));
        Assert.Empty(Given(page, """<PartChoices Value="@Part" /> <ReasonChoices Value="Reason" />"""));
    }

    private static IEnumerable<string> Given(Type page, string markup) =>
        from Match attribute in Attribute().Matches(markup)
        let component = Tag().Matches(markup[..attribute.Index]).LastOrDefault()?.Groups[1].Value
        where component is not null
        where
            Components[component]
                .Any(type =>
                    type.GetProperty(attribute.Groups[1].Value) is { } parameter
                    && parameter.PropertyType == typeof(string)
                    && parameter.GetCustomAttribute<ParameterAttribute>() is not null
                )
        where
            page.GetMember(
                attribute.Groups[2].Value,
                BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
            ).Length > 0
        select $"<{component} {attribute.Value.Trim()}>";

    [GeneratedRegex("\\s(\\w+)=\"(\\w+)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex("""<([A-Z]\w*)""")]
    private static partial Regex Tag();
}
