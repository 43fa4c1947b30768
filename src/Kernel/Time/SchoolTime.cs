using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kapprum.Kernel;

/// <summary>The system's clock, whose local time is the school's and not the server's.</summary>
public sealed class SchoolTime : TimeProvider
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    public override TimeZoneInfo LocalTimeZone => Zone;

    /// <summary>The instant a day begins, in UTC as the database wants it.</summary>
    public static DateTimeOffset Midnight(DateOnly day) => Instant(day, TimeOfDay.Midnight);

    /// <summary>
    /// The instant of a local time, in UTC as the database wants it. In the spring gap it is the moment the clock jumps
    /// ahead to; of an hour that comes twice in the autumn it is the first.
    /// </summary>
    public static DateTimeOffset Instant(DateOnly day, TimeOfDay time)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(time.Minutes);
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The date of an instant in the school's zone.</summary>
    public static DateOnly Day(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The time of an instant in the school's zone, without its seconds.</summary>
    public static TimeOfDay Time(DateTimeOffset instant) =>
        new((int)TimeZoneInfo.ConvertTime(instant, Zone).TimeOfDay.TotalMinutes);
}

public static class TimeProviderExtensions
{
    /// <summary>The date in the school's zone.</summary>
    public static DateOnly Today(this TimeProvider clock) => DateOnly.FromDateTime(clock.GetLocalNow().DateTime);

    /// <summary>The time in the school's zone, without its seconds.</summary>
    public static TimeOfDay Now(this TimeProvider clock) => SchoolTime.Time(clock.GetUtcNow());
}

/// <summary>
/// A time of the school's day in whole minutes, 00:00 to 24:00; 24:00 ends a day, which TimeOnly cannot say.
/// </summary>
[JsonConverter(typeof(Json))]
public readonly record struct TimeOfDay(int Minutes) : IComparable<TimeOfDay>, IParsable<TimeOfDay>
{
    public static readonly TimeOfDay Midnight = new(0);
    public static readonly TimeOfDay EndOfDay = new(24 * 60);

    public static bool TryParse(string? text, out TimeOfDay time)
    {
        time = Midnight;
        if (text == "24:00")
            time = EndOfDay;
        else if (
            TimeOnly.TryParseExact(
                text,
                ["HH:mm", "H:mm", "HH:mm:ss"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var clock
            )
            && clock.Second == 0
        )
            time = new(clock.Hour * 60 + clock.Minute);
        else
            return false;
        return true;
    }

    public static TimeOfDay Parse(string text) =>
        TryParse(text, out var time) ? time : throw new FormatException($"'{text}' is no time of day.");

    // How a form's field is read.
    static TimeOfDay IParsable<TimeOfDay>.Parse(string text, IFormatProvider? provider) => Parse(text);

    static bool IParsable<TimeOfDay>.TryParse(string? text, IFormatProvider? provider, out TimeOfDay time) =>
        TryParse(text, out time);

    public int CompareTo(TimeOfDay other) => Minutes.CompareTo(other.Minutes);

    public static bool operator <(TimeOfDay a, TimeOfDay b) => a.Minutes < b.Minutes;

    public static bool operator >(TimeOfDay a, TimeOfDay b) => a.Minutes > b.Minutes;

    public static bool operator <=(TimeOfDay a, TimeOfDay b) => a.Minutes <= b.Minutes;

    public static bool operator >=(TimeOfDay a, TimeOfDay b) => a.Minutes >= b.Minutes;

    /// <summary>HH:mm.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Minutes / 60:00}:{Minutes % 60:00}");

    internal sealed class Json : JsonConverter<TimeOfDay>
    {
        public override TimeOfDay Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var time)
                ? time
                : throw new JsonException("The JSON value could not be converted to TimeOfDay.");

        public override void Write(Utf8JsonWriter writer, TimeOfDay value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
