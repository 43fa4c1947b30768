using System.Globalization;
using System.Text.Json;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// The audit log in words, for the page. What an action and a detail are called are the texts <c>audit.action.*</c> and
/// <c>audit.detail.*</c>.
/// </summary>
internal sealed class AuditText(Texts texts, DateText dates)
{
    public string Action(string code) => Word($"audit.action.{code}") ?? code;

    /// <summary>
    /// What is told of it, each with its name. Ids and zeros are left out: they say nothing to a reader.
    /// </summary>
    public IReadOnlyList<(string Name, string Value)> Details(JsonElement? details) =>
        details is { ValueKind: JsonValueKind.Object } told ? [.. Told(told)] : [];

    private IEnumerable<(string Name, string Value)> Told(JsonElement details)
    {
        foreach (var detail in InOrder(details))
            // By kind of record, or by whatever else: each kind is told like a detail of its own.
            if (
                detail.Value.ValueKind == JsonValueKind.Object
                && detail.Value.EnumerateObject().All(one => one.Value.ValueKind == JsonValueKind.Object)
            )
                foreach (var kind in Told(detail.Value))
                    yield return kind;
            else if (Value(detail.Name, detail.Value) is { } value)
                yield return (Name(detail.Name), value);
    }

    // The database keeps them by length; an end is told last.
    private static IEnumerable<JsonProperty> InOrder(JsonElement details) =>
        details.EnumerateObject().OrderBy(detail => detail.Name.StartsWith("end", StringComparison.Ordinal));

    private string? Value(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => texts["audit.yes"],
            JsonValueKind.False => texts["audit.no"],
            JsonValueKind.Number => value.GetDecimal() is not 0 and var number
                ? number.ToString("N0", CultureInfo.CurrentCulture)
                : null,
            JsonValueKind.String => Value(name, value.GetString()!),
            JsonValueKind.Array when value.GetArrayLength() == 0 => texts["audit.nothing"],
            JsonValueKind.Array
                when value[0] is { ValueKind: JsonValueKind.Object } first && first.TryGetProperty("weekday", out _) =>
                Hours(value),
            JsonValueKind.Array => Joined(value.EnumerateArray().Select(one => Value(name, one))),
            JsonValueKind.Object => Joined(
                from part in InOrder(value)
                select Value(part.Name, part.Value) is { } told
                    ? texts["audit.pair", ("name", Name(part.Name)), ("value", told)]
                    : null
            ),
            _ => null,
        };

    private string? Value(string name, string value) =>
        name switch
        {
            _ when Guid.TryParse(value, out _) => null,
            _ when DateOnly.TryParseExact(value, "yyyy-MM-dd", out var day) => dates.Date(day),
            "action" => Action(value),
            "language" when texts.Languages.Contains(value) => texts.In(value, "web.language"),
            "setting" => Word($"setting.{value}") ?? value,
            _ => Word($"audit.detail.{name}.{value}") ?? value,
        };

    /// <summary>"mån–fre 06.00–18.00, lör 10.00–14.00": days in a row with the same hours are said together.</summary>
    private string? Hours(JsonElement days)
    {
        var said = new List<(int First, int Last, string Times)>();
        foreach (var day in days.EnumerateArray().OrderBy(day => day.GetProperty("weekday").GetInt32()))
        {
            var weekday = day.GetProperty("weekday").GetInt32();
            var times = dates.Times(Time("opens", "begins"), Time("closes", "ends"));
            if (said is [.., var last] && last.Last == weekday - 1 && last.Times == times)
                said[^1] = last with { Last = weekday };
            else
                said.Add((weekday, weekday, times));

            TimeOfDay Time(string ofUnit, string ofGroup) =>
                TimeOfDay.Parse(
                    (day.TryGetProperty(ofUnit, out var time) ? time : day.GetProperty(ofGroup)).GetString()!
                );
        }

        return Joined(
            said.Select(one =>
                one.First == one.Last
                    ? texts["audit.hours", ("weekday", DateText.Weekday(one.First)), ("times", one.Times)]
                    : texts[
                        "audit.hours.days",
                        ("first", DateText.Weekday(one.First)),
                        ("last", DateText.Weekday(one.Last)),
                        ("times", one.Times)
                    ]
            )
        );
    }

    private string Name(string detail) => Word($"audit.detail.{detail}") ?? detail;

    private string? Word(string key) => texts.Has(key) ? texts[key] : null;

    private static string? Joined(IEnumerable<string?> values) =>
        string.Join(", ", values.OfType<string>()) is { Length: > 0 } joined ? joined : null;
}
