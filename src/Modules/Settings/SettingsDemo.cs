namespace Kapprum.Settings;

/// <summary>Says whose Kapprum the demo is, and whom its people ask.</summary>
internal sealed class SettingsDemo(StoredSettings settings, SettingsCache cache) : IDemoPart
{
    // Before anybody is written to.
    public int Order => 5;

    public async Task Load(DemoData demo, CancellationToken ct)
    {
        await Decide(Municipality.NameSetting, "Ekbacka kommun");
        await Decide(Municipality.EmailSetting, "skolkontoret@ekbacka.example.org");
        await Decide(Municipality.PhoneSetting, "08-465 004 00");
        cache.Forget();

        Task Decide(Setting setting, string value) =>
            settings.Decide(setting, unitId: null, setting.Written(value), expected: null, by: Guid.Empty, ct);
    }
}
