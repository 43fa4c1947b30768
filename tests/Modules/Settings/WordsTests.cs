using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Settings;

/// <summary>What modules declare for others to show has its words.</summary>
public sealed class WordsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory, InlineData("sv"), InlineData("en")]
    public void Every_setting_purge_and_check_has_its_words(string language)
    {
        using var scope = shared.App.Services.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<Texts>().Keys(language).ToHashSet();
        var settings = scope.ServiceProvider.GetRequiredService<DeclaredSettings>().All;
        var purges = scope.ServiceProvider.GetServices<IPurge>().ToList();
        var checks = scope.ServiceProvider.GetServices<ICheck>().ToList();

        string[] needed =
        [
            .. settings.SelectMany(one => (string[])[$"setting.{one.Key}", $"setting.{one.Key}.help"]),
            .. settings.SelectMany(one => one.Choices.Select(choice => $"setting.{one.Key}.{choice}")),
            .. settings.Select(one => $"settings.group.{one.Group}"),
            .. purges.Select(one => $"purge.{one.What}"),
            .. checks.SelectMany(one => (string[])[$"check.{one.Name}", $"check.{one.Name}.help"]),
        ];

        Assert.Contains("setting.absence.days-ahead", needed);
        Assert.Contains("purge.absence-notes", needed);
        Assert.Contains("check.events-waiting", needed);
        Assert.Equal("", string.Join('\n', needed.Where(key => !keys.Contains(key)).Distinct()));
    }

    [Fact]
    public void Every_purge_has_a_setting_of_its_own_that_an_administrator_can_change()
    {
        using var scope = shared.App.Services.CreateScope();
        var declared = scope.ServiceProvider.GetRequiredService<DeclaredSettings>();
        var purges = scope.ServiceProvider.GetServices<IPurge>().ToList();

        Assert.All(purges, purge => Assert.Same(purge.Keeps.Setting, declared.Find(purge.Keeps.Setting.Key)));
        Assert.Equal(purges.Count, purges.Select(purge => purge.Keeps.Setting).Distinct().Count());
        Assert.Equal(purges.Count, purges.Select(purge => purge.What).Distinct().Count());
    }
}
