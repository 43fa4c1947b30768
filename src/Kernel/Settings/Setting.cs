using System.Globalization;
using System.Text.Json;

namespace Kapprum.Kernel;

/// <summary>
/// Something a municipality decides for itself, and a unit where it may. A module declares it as a static field and is
/// asked nothing more: it is found there, and has its line on the page of the settings. The texts <c>setting.{key}</c>
/// and <c>setting.{key}.help</c> say what it is, <c>settings.group.{group}</c> what the group is called.
/// </summary>
public abstract class Setting
{
    private protected Setting(string key, SettingKind kind, bool ofUnit) => (Key, Kind, OfUnit) = (key, kind, ofUnit);

    /// <summary>Stable: the module and the name in kebab case, as <c>absence.days-ahead</c>.</summary>
    public string Key { get; }

    public SettingKind Kind { get; }

    /// <summary>Whether a unit may have a value of its own.</summary>
    public bool OfUnit { get; }

    /// <summary>The settings that belong together: the part of the key before the dot.</summary>
    public string Group => Key[..Key.IndexOf('.')];

    /// <summary>What it is called in the host's configuration, as <c>Absence:DaysAhead</c>.</summary>
    public string ConfigurationName => string.Join(':', Key.Split('.').Select(Pascal));

    /// <summary>The smallest number.</summary>
    public int? From { get; private protected init; }

    /// <summary>The greatest number.</summary>
    public int? To { get; private protected init; }

    /// <summary>How many characters at most.</summary>
    public int? Most { get; private protected init; }

    /// <summary>What there is to choose from, each with the text <c>setting.{key}.{choice}</c>.</summary>
    public IReadOnlyList<string> Choices { get; private protected init; } = [];

    /// <summary>A whole number with its bounds, both of which may be chosen.</summary>
    public static Setting<int> Number(string key, int @default, int from, int to, bool ofUnit = false) =>
        new(
            key,
            SettingKind.Number,
            @default,
            ofUnit,
            text =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= from
                && number <= to
                    ? (true, number)
                    : default
        )
        {
            From = from,
            To = to,
        };

    public static Setting<bool> YesNo(string key, bool @default, bool ofUnit = false) =>
        new(key, SettingKind.YesNo, @default, ofUnit, text => bool.TryParse(text, out var yes) ? (true, yes) : default);

    /// <summary>One of an enum's values, by their names in kebab case.</summary>
    public static Setting<T> Choice<T>(string key, T @default, bool ofUnit = false)
        where T : struct, Enum =>
        new(
            key,
            SettingKind.Choice,
            @default,
            ofUnit,
            text =>
                Enum.GetValues<T>().Where(value => Text(value) == text).Select(value => (true, value)).SingleOrDefault()
        )
        {
            Choices = [.. Enum.GetValues<T>().Select(value => Text(value))],
        };

    /// <param name="most">How many characters at most.</param>
    public static Setting<string> Words(string key, string @default, int most, bool ofUnit = false) =>
        new(
            key,
            SettingKind.Text,
            @default,
            ofUnit,
            text => text.Trim() is { Length: > 0 } words && words.Length <= most ? (true, words) : default
        )
        {
            Most = most,
        };

    /// <summary>A mail address.</summary>
    public static Setting<string> Email(string key, string @default, bool ofUnit = false) =>
        Shaped(key, SettingKind.Email, @default, most: 254, ofUnit, text => EmailAddress.Normal(text) is not null);

    /// <summary>A telephone number as people write it.</summary>
    public static Setting<string> Phone(string key, string @default, bool ofUnit = false) =>
        Shaped(
            key,
            SettingKind.Phone,
            @default,
            most: 30,
            ofUnit,
            text =>
                text[0] is '+' or '0'
                && text.Count(char.IsAsciiDigit) >= 5
                && text[1..].All(sign => char.IsAsciiDigit(sign) || sign is ' ' or '-')
        );

    /// <summary>A colour as <c>#0e5746</c> that is read on paper, and on which white is read.</summary>
    public static Setting<string> Colour(string key, string @default) =>
        Shaped(key, SettingKind.Colour, @default, most: 7, ofUnit: false, Accent.IsReadable);

    private static Setting<string> Shaped(
        string key,
        SettingKind kind,
        string @default,
        int most,
        bool ofUnit,
        Func<string, bool> isRight
    ) =>
        new(
            key,
            kind,
            @default,
            ofUnit,
            text =>
                text.Trim() is { Length: > 0 } words && words.Length <= most && isRight(words) ? (true, words) : default
        )
        {
            Most = most,
        };

    public static Setting<TimeOfDay> Time(string key, TimeOfDay @default, bool ofUnit = false) =>
        new(
            key,
            SettingKind.Time,
            @default,
            ofUnit,
            text => TimeOfDay.TryParse(text, out var time) ? (true, time) : default
        );

    /// <summary>Reads a value; false when the text is none, or is out of bounds.</summary>
    public abstract bool TryRead(string text, out object value);

    /// <summary>The default that the declaration names.</summary>
    internal abstract object Declared { get; }

    /// <summary>Whether the text is a value, within its bounds.</summary>
    public bool Takes(string text) => TryRead(text, out _);

    /// <summary>The one way a value is written, as <c>5</c>, <c>true</c> or <c>08:00</c>.</summary>
    public string Written(string text) =>
        TryRead(text, out var value) ? Text(value) : throw new FormatException($"'{text}' is no value of {Key}.");

    internal static string Text(object value) =>
        value switch
        {
            bool yes => yes ? "true" : "false",
            Enum choice => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Pascal(string kebab) =>
        string.Concat(kebab.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}

/// <inheritdoc cref="Setting"/>
/// <typeparam name="T">What it is for who reads it: int, bool, string, TimeOfDay or an enum.</typeparam>
public sealed class Setting<T> : Setting
    where T : notnull
{
    private readonly Func<string, (bool Read, T Value)> read;

    internal Setting(string key, SettingKind kind, T @default, bool ofUnit, Func<string, (bool, T)> read)
        : base(key, kind, ofUnit) => (Default, this.read) = (@default, read);

    /// <summary>
    /// What holds while neither the configuration, nor the municipality, nor the unit says otherwise.
    /// </summary>
    public T Default { get; }

    internal override object Declared => Default;

    public override bool TryRead(string text, out object value)
    {
        var (taken, found) = read(text);
        value = taken ? found : Default;
        return taken;
    }
}

/// <summary>What a setting's value is.</summary>
public enum SettingKind
{
    Number,
    YesNo,
    Choice,
    Text,
    Time,
    Email,
    Phone,
    Colour,
}
