using System.Globalization;
using System.Text.Json;

namespace Kapprum.Roster.Import;

/// <summary>
/// The fields of one record, or of a part of one. What is asked for and is not right is remembered, the first only, and
/// the record is then rejected for it; what nobody asks for may be anything. What stands in the field is not
/// remembered: it may be anybody's, a protected identity's too, of whom this record would have told so.
/// </summary>
/// <param name="json">The record.</param>
/// <param name="whole">What this is in, if what is wrong here is wrong there.</param>
/// <param name="within">The field it is in, with a dot.</param>
internal sealed class Fields(JsonElement json, Fields? whole = null, string within = "")
{
    /// <summary>What is wrong: the reason and the field.</summary>
    public (RejectionReason Reason, string Field)? Wrong { get; private set; }

    public bool IsObject => json.ValueKind == JsonValueKind.Object;

    /// <summary>The id if there is a readable one, to know a rejected record by.</summary>
    public Guid? IdIfReadable =>
        IsObject
        && json.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
        && id.TryGetGuid(out var guid)
            ? guid
            : null;

    public Guid Id() => Guid(json, "id", "id");

    /// <summary>The id of what the field refers to.</summary>
    public Guid Reference(string field) => ReferenceOrNull(field) ?? Missing<Guid>(field);

    public Guid? ReferenceOrNull(string field) =>
        Value(field) is not { } reference ? null
        : reference.ValueKind == JsonValueKind.Object ? Guid(reference, "id", field + ".id")
        : No<Guid?>(RejectionReason.WrongType, field);

    /// <summary>A text of at most <paramref name="most"/> characters that says something; trimmed.</summary>
    public string Text(string field, int most = 200) => TextOrNull(field, most) ?? Missing<string>(field) ?? "";

    public string? TextOrNull(string field, int most = 200)
    {
        if (Value(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return No<string?>(RejectionReason.WrongType, field);

        try
        {
            var text = value.GetString()!;
            if (text.AsSpan().ContainsAnyInRange('\0', '\x1f'))
                text = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
            text = text.Trim();
            return text.Length > most ? No<string?>(RejectionReason.TooLong, field)
                : text.Length == 0 ? null
                : text;
        }
        catch (InvalidOperationException)
        {
            // Half a character, such as \ud800.
            return No<string?>(RejectionReason.BadCharacters, field);
        }
    }

    public DateOnly Date(string field) => DateOrNull(field) ?? Missing<DateOnly>(field);

    /// <summary>
    /// A date from 1900 on; 9999-12-31, which some systems write for "until further notice", is none.
    /// </summary>
    public DateOnly? DateOrNull(string field)
    {
        if (TextOrNull(field, 40) is not { } text)
            return null;
        return !DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
            || date.Year < 1900
                ? No<DateOnly?>(RejectionReason.BadDate, field)
            : date == DateOnly.MaxValue ? null
            : date;
    }

    /// <summary>The end of what began; not before its start.</summary>
    public DateOnly? EndOrNull(string field, DateOnly? start)
    {
        var end = DateOrNull(field);
        return end < start ? No<DateOnly?>(RejectionReason.EndBeforeStart, field) : end;
    }

    public short? NumberOrNull(string field, short least, short most)
    {
        if (Value(field) is not { } value)
            return null;
        return
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt16(out var number)
            && number >= least
            && number <= most
            ? number
            : No<short?>(RejectionReason.BadNumber, field);
    }

    public bool Is(string field) => Value(field) is { ValueKind: JsonValueKind.True };

    /// <summary>The parts in a list; none without the list.</summary>
    public IEnumerable<Fields> List(string field)
    {
        if (Value(field) is not { } value)
            return [];
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(part => new Fields(part))
            : No<Fields[]>(RejectionReason.WrongType, field) ?? [];
    }

    /// <summary>Whether a list of texts has one of them.</summary>
    public bool HasAny(string field, params ReadOnlySpan<string> texts)
    {
        if (Value(field) is not { ValueKind: JsonValueKind.Array } list)
            return false;
        foreach (var item in list.EnumerateArray())
        foreach (var text in texts)
            if (item.ValueKind == JsonValueKind.String && item.ValueEquals(text))
                return true;
        return false;
    }

    public Fields? Part(string field) =>
        Value(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new(value, this, field + ".")
        : No<Fields?>(RejectionReason.WrongType, field);

    /// <summary>The value is none of those that can be understood.</summary>
    public T? Unknown<T>(string field) => No<T>(RejectionReason.UnknownValue, field);

    private JsonElement? Value(string field) =>
        IsObject && json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private Guid Guid(JsonElement of, string property, string field) =>
        of.ValueKind != JsonValueKind.Object
        || !of.TryGetProperty(property, out var id)
        || id.ValueKind == JsonValueKind.Null
            ? Missing<Guid>(field)
        : id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var guid) ? guid
        : No<Guid>(RejectionReason.BadId, field);

    private T? Missing<T>(string field) => No<T>(RejectionReason.FieldMissing, field);

    private T? No<T>(RejectionReason reason, string field)
    {
        Wrong ??= (reason, field);
        whole?.No<T>(reason, within + field);
        return default;
    }
}
