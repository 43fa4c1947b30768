using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Kapprum.Kernel;

/// <summary>
/// The settings that the modules declare, and what the host's configuration says of them. A configuration that says
/// what a setting cannot be stops the start.
/// </summary>
public sealed class DeclaredSettings
{
    private readonly FrozenDictionary<string, Setting> byKey;
    private readonly FrozenDictionary<string, object> configured;

    public DeclaredSettings(IEnumerable<Setting> settings, IConfiguration configuration)
    {
        byKey = settings.ToFrozenDictionary(setting => setting.Key);
        configured = byKey
            .Values.Where(setting => configuration[setting.ConfigurationName] is not null)
            .ToFrozenDictionary(setting => setting.Key, setting => Read(setting, configuration));
        All = [.. byKey.Values.OrderBy(setting => setting.Key, StringComparer.Ordinal)];
    }

    /// <summary>All of them, by their keys.</summary>
    public IReadOnlyList<Setting> All { get; }

    public Setting? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>Whether the host's configuration names a value.</summary>
    public bool IsConfigured(Setting setting) => configured.ContainsKey(setting.Key);

    /// <summary>What counts while nobody has decided otherwise, as text.</summary>
    public string Default(Setting setting) => Setting.Text(DefaultOf(setting));

    /// <summary>The same, as whoever reads the setting wants it.</summary>
    public object DefaultOf(Setting setting) => configured.GetValueOrDefault(setting.Key) ?? setting.Declared;

    internal static IEnumerable<Setting> In(IEnumerable<Assembly> assemblies) =>
        from assembly in assemblies
        from type in assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType.IsAssignableTo(typeof(Setting))
        select (Setting)field.GetValue(null)!;

    private static object Read(Setting setting, IConfiguration configuration) =>
        configuration[setting.ConfigurationName] is { } text && setting.TryRead(text, out var value)
            ? value
            : throw new OperatorError(
                $"{setting.ConfigurationName} is '{configuration[setting.ConfigurationName]}', but must be "
                    + setting switch
                    {
                        { Kind: SettingKind.Number } => $"a whole number from {setting.From} to {setting.To}.",
                        { Kind: SettingKind.YesNo } => "true or false.",
                        { Kind: SettingKind.Choice } => $"one of {string.Join(", ", setting.Choices)}.",
                        { Kind: SettingKind.Time } => "a time of day such as 08:15.",
                        { Kind: SettingKind.Email } => "a mail address.",
                        { Kind: SettingKind.Phone } => "a telephone number such as 08-123 456 78.",
                        { Kind: SettingKind.Colour } =>
                            "a colour such as #0e5746, dark enough for white text (contrast 4.5:1, also on paper).",
                        _ => $"a text of at most {setting.Most} characters.",
                    }
            );
}
