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

    /// <summary>A setting's value, or what counts while it is empty.</summary>
    public static string Value(Texts texts, ListSettings.Item item, string value) =>
        IsElsewhere(item, value) ? item.Elsewhere! : Value(texts, item.Key, item.Kind, value);

    /// <summary>The key of what says whose value it is.</summary>
    public static string Source(ListSettings.Item item) =>
        IsElsewhere(item, item.Value) ? $"setting.{item.Key}.elsewhere" : Source(item.Source);

    public static bool IsElsewhere(ListSettings.Item item, string value) =>
        value.Length == 0 && item.Elsewhere is { Length: > 0 };

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
