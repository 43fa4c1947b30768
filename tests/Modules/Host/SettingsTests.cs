using Kapprum.Host;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Host;

public sealed class SettingsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public void Every_setting_is_in_the_one_place_that_explains_them()
    {
        var described = File.ReadAllText(Path.Combine(Root(), "docs", "settings.md"));

        var sections = (
            from reference in typeof(Application).Assembly.GetReferencedAssemblies()
            where reference.Name!.StartsWith("Kapprum.", StringComparison.Ordinal)
            from type in System.Reflection.Assembly.Load(reference).GetTypes()
            where
                type.Name.EndsWith("Settings", StringComparison.Ordinal)
                && type.GetConstructor(Type.EmptyTypes) is not null
            select type
        ).ToList();
        var settings = sections
            .SelectMany(section =>
                section.GetProperties().Select(setting => $"{section.Name[..^"Settings".Length]}:{setting.Name}")
            )
            .ToList();

        var declared = shared.App.Services.GetRequiredService<DeclaredSettings>().All;
        settings.AddRange(declared.Select(setting => setting.ConfigurationName));

        Assert.Contains("Roster:ContactsWantEIdentification", settings);
        Assert.Contains("Absence:DaysAhead", settings);
        Assert.All(settings, setting => Assert.Contains($"`{setting}", described));
    }

    [Fact]
    public void The_place_that_explains_them_says_the_default_and_the_bounds()
    {
        var rows = File.ReadAllLines(Path.Combine(Root(), "docs", "settings.md"));

        var declared = shared.App.Services.GetRequiredService<DeclaredSettings>().All;

        Assert.Contains(declared, setting => setting.From is not null);
        Assert.All(
            declared,
            setting =>
            {
                var row = Assert.Single(
                    rows,
                    row => row.StartsWith($"| `{setting.ConfigurationName}` |", StringComparison.Ordinal)
                );
                Assert.StartsWith($"| `{setting.ConfigurationName}` | `{setting.Declared}` |", row);
                if (setting.From is not null)
                    Assert.Matches($@"\b{setting.From} to {setting.To}\b", row);
            }
        );
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Modules.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
