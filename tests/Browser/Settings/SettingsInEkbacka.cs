namespace Kapprum.Browser.Settings;

/// <summary>The municipality has decided something, some days ago.</summary>
internal sealed class SettingsInEkbacka : IHappening
{
    public int Order => 6;

    public Task Happen(Ekbacka town) =>
        town.App.Execute(
            """
            insert into settings.setting (key, value, changed_by, changed_at)
            values ('notifications.keep-months', '18', @By, @At)
            """,
            new { By = town.Who(Role.Administrator), At = town.App.Clock.GetUtcNow().AddDays(-3) }
        );
}
