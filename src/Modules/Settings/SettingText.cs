namespace Kapprum.Settings;

/// <summary>Settings in words.</summary>
internal static class SettingText
{
    public static string Value(Texts texts, string key, SettingKind kind, string value) =>
        kind switch
        {
            SettingKind.YesNo => texts[value == "true" ? "settings.yes" : "settings.no"],
            SettingKind.Choice => texts[$"setting.{key}.{value}"],
            _ => value.Length > 0 ? value : texts["settings.empty"],
        };

    /// <summary>The key of what says who has decided it.</summary>
    public static string Source(SettingSource source) =>
        source switch
        {
            SettingSource.Configuration => "settings.source.configuration",
            SettingSource.Municipality => "settings.source.municipality",
            SettingSource.Unit => "settings.source.unit",
            _ => "settings.source.default",
        };
}
