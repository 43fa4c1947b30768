using System.Globalization;
using System.Text.Json;

namespace Kapprum.Roster.Import;

/// <summary>
/// The fields of one record, or of a part of one. What the record cannot do without and is not right is remembered, the
/// first only, and the record is then rejected for it; of what it can do without, it is remembered that it was left out
/// or what was made of it. What nobody asks for may be anything. What stands in the field is not remembered: it may be
/// anybody's, a protected identity's too, of whom this record would have told so.
/// </summary>
/// <param name="json">The record.</param>
/// <param name="whole">What this is in, if what is wrong here is wrong there.</param>
/// <param name="within">The field it is in, with a dot.</param>
internal sealed class Fields(JsonElement json, Fields? whole = null, string within = "")
{
    /// <summary>Systems write a year before this one for "none", or the first of it.</summary>
    private const int FirstYear = 1900;

    private static readonly DateOnly LongAgo = new(FirstYear, 1, 1);

    private static readonly string[] DatesWithTime =
    [
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    private HashSet<(RecordProblem, string)>? doubts;

    /// <summary>What is wrong: the reason and the field.</summary>
    public (RecordProblem Reason, string Field)? Wrong { get; private set; }

    /// <summary>What was left out or not understood: the reason and the field.</summary>
    public IReadOnlyCollection<(RecordProblem Reason, string Field)> Doubts => doubts ?? [];

    public bool Has(string field, JsonValueKind kind) => Value(field)?.ValueKind == kind;

    public bool IsObject => json.ValueKind == JsonValueKind.Object;

    /// <summary>The id if there is a readable one, to know a rejected record by.</summary>
    public Guid? IdIfReadable =>
        IsObject
        && json.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
        && id.TryGetGuid(out var guid)
            ? guid
            : null;

    public Guid Id() => IdIn(json, "id", out var wrong) ?? No<Guid>(wrong, "id");

    /// <summary>The id of what the field refers to.</summary>
    public Guid Reference(string field) =>
        Value(field) is { } reference
            ? IdIn(reference, "id", out var wrong)
                ?? No<Guid>(wrong, reference.ValueKind == JsonValueKind.Object ? field + ".id" : field)
            : No<Guid>(RecordProblem.FieldMissing, field);

    /// <summary>
    /// The same where there may be none; a reference that cannot be read is <paramref name="needed"/> or left out.
    /// </summary>
    public Guid? ReferenceOrNull(string field, bool needed = false)
    {
        if (Value(field) is not { } reference)
            return null;
        if (IdIn(reference, "id", out var wrong) is { } id)
            return id;
        var name = reference.ValueKind == JsonValueKind.Object ? field + ".id" : field;
        return needed ? No<Guid?>(wrong, name) : Doubt<Guid?>(wrong, name);
    }

    /// <summary>A text of at most <paramref name="most"/> characters that says something; trimmed, composed.</summary>
    public string Text(string field, int most = 200) =>
        Read(field, most, out var wrong) ?? No<string>(wrong ?? RecordProblem.FieldMissing, field) ?? "";

    public string? TextOrNull(string field, int most = 200) =>
        Read(field, most, out var wrong) ?? (wrong is { } why ? Doubt<string?>(why, field) : null);

    /// <summary>A number that is a text in the standard, and that systems write as a number.</summary>
    public string? DigitsOrNull(string field, int most) =>
        Value(field) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var digits)
            ? digits.ToString("D10", CultureInfo.InvariantCulture)
            : TextOrNull(field, most);

    /// <summary>One of two texts of which one suffices; a text that is none is wrong all the same.</summary>
    public string? TextOfTwo(string field) =>
        Read(field, 200, out var wrong) ?? (wrong is { } why ? No<string?>(why, field) : null);

    /// <summary>What a value of the standard means here; one that is not known is remembered.</summary>
    public T? Known<T>(string field, KnownValues<T> values) =>
        TextOrNull(field) is not { } text ? values.None
        : values.Knows(text, out var meaning) ? meaning
        : Doubt(RecordProblem.UnknownValue, field, values.Otherwise);

    /// <summary>A text in the standard's spelling, if it knows it; else as it is written.</summary>
    public string Spelled(string field, KnownValues<string> values, int most = 200) =>
        Spelled(Text(field, most), values);

    public string? SpelledOrNull(string field, KnownValues<string> values) =>
        TextOrNull(field) is { } text ? Spelled(text, values) : null;

    /// <summary>What a value of the standard means here, without which the record means nothing.</summary>
    public T? KnownOnly<T>(string field, KnownValues<T> values) =>
        Text(field) is not { Length: > 0 } text ? default
        : values.Knows(text, out var meaning) ? meaning
        : No<T>(RecordProblem.UnknownValue, field);

    /// <summary>A date since when something lasts; of a year systems write for "always", long ago.</summary>
    public DateOnly Date(string field)
    {
        if (Day(field, out var wrong) is not { } date)
            return No<DateOnly>(wrong ?? RecordProblem.FieldMissing, field);
        return date.Year >= FirstYear && date != DateOnly.MaxValue ? date
            : date.Year < FirstYear ? Doubt(RecordProblem.FillerDate, field, LongAgo)
            : No<DateOnly>(RecordProblem.BadDate, field);
    }

    /// <summary>
    /// A date from 1900 on. Of a year systems write for "none" it is none, as what cannot be read; 9999-12-31, which
    /// is written for "until further notice", needs no word.
    /// </summary>
    public DateOnly? DateOrNull(string field) =>
        Day(field, out var wrong) is not { } date
            ? wrong is { } why
                ? Doubt<DateOnly?>(why, field)
                : null
            : date == DateOnly.MaxValue
                ? null
                : date.Year is < FirstYear or 9999
                    ? Doubt<DateOnly?>(RecordProblem.FillerDate, field)
                    : date;

    /// <summary>The end of what began; not before its start.</summary>
    /// <param name="ofRight">Somebody may see a child until then: an end that cannot be read must not be none.</param>
    public DateOnly? EndOrNull(string field, DateOnly? start, bool ofRight = false)
    {
        if (Day(field, out var wrong) is not { } end)
            return wrong is not { } why ? null
                : ofRight ? No<DateOnly?>(why, field)
                : Doubt<DateOnly?>(why, field);
        return end == DateOnly.MaxValue ? null
            : end.Year is <= FirstYear or 9999 ? Doubt<DateOnly?>(RecordProblem.FillerDate, field)
            : end < start ? No<DateOnly?>(RecordProblem.EndBeforeStart, field)
            : end;
    }

    /// <summary>A whole number in any spelling, as 1, 1.0, 1e0 and "1".</summary>
    public short? NumberOrNull(string field, short least, short most)
    {
        if (Value(field) is not { } value)
            return null;
        decimal? number = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out var plain) ? plain : decimal.MinValue,
            JsonValueKind.String when Read(field, 40, out var wrong) is var text => text is null
                ? wrong is { } why
                    ? Doubt<decimal?>(why, field)
                    : null
                : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var written)
                    ? written
                    : Doubt<decimal?>(RecordProblem.WrongType, field),
            _ => Doubt<decimal?>(RecordProblem.WrongType, field),
        };
        return number is not { } read ? null
            : read == decimal.Truncate(read) && read >= least && read <= most ? (short)read
            : Doubt<short?>(RecordProblem.BadNumber, field);
    }

    /// <summary>A flag, as JSON has it or in words; no, when it is not there.</summary>
    public bool Is(string field) =>
        Value(field) switch
        {
            null or { ValueKind: JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.True } => true,
            { } value => (
                value.ValueKind == JsonValueKind.String ? Said(value) : value.GetRawText()
            )?.ToLowerInvariant() switch
            {
                "true" or "1" or "ja" or "yes" => true,
                "false" or "0" or "nej" or "no" or "" => false,
                _ => Doubt(RecordProblem.UnknownValue, field, false),
            },
        };

    /// <summary>
    /// The records that are parts of this one; a single one may stand for itself. Null when it can't be told what is
    /// there: then what is known of them must stay.
    /// </summary>
    public IReadOnlyList<Fields>? Parts(string field) =>
        Value(field) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(part => new Fields(part))],
            { ValueKind: JsonValueKind.Object } one => [new(one)],
            _ => null,
        };

    /// <summary>The entries of a list that the record can do without, as what is wrong with them.</summary>
    public IEnumerable<Fields> List(string field)
    {
        IEnumerable<JsonElement> entries = Value(field) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
            { } one => [one],
        };
        foreach (var entry in entries)
            if (entry.ValueKind == JsonValueKind.Object)
                yield return new(entry, this, field + ".");
            else
                Doubt<Fields>(RecordProblem.WrongType, field);
    }

    /// <summary>What the values of a list mean; one may stand for itself, or several in one text.</summary>
    public IReadOnlyCollection<T> KnownList<T>(string field, KnownValues<T> values)
    {
        IEnumerable<string?> texts = Value(field) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray()
                .Select(entry => entry.ValueKind == JsonValueKind.String ? Said(entry) : null),
            { ValueKind: JsonValueKind.String } one => (Said(one) ?? "?").Split(
                [',', ';'],
                StringSplitOptions.RemoveEmptyEntries
            ),
            _ => [null],
        };
        HashSet<T> meanings = [];
        foreach (var text in texts)
            if (text.TrimmedOrNull() is { } written && values.Knows(written, out var meaning))
                meanings.Add(meaning!);
            else if (text is not "")
                Doubt<T>(RecordProblem.UnknownValue, field);
        return meanings;
    }

    public Fields? Part(string field) =>
        Value(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new(value, this, field + ".")
        : Doubt<Fields?>(RecordProblem.WrongType, field);

    /// <summary>Notes what is made of a field.</summary>
    public T? Doubt<T>(RecordProblem reason, string field, T? made = default)
    {
        if (whole is null)
            (doubts ??= []).Add((reason, field));
        else
            whole.Doubt<T>(reason, within + field);
        return made;
    }

    private static string Spelled(string text, KnownValues<string> values) =>
        values.Knows(text, out var spelled) ? spelled! : text;

    private JsonElement? Value(string field) =>
        IsObject && json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string? Read(string field, int most, out RecordProblem? wrong)
    {
        wrong = null;
        if (Value(field) is not { } value)
            return null;
        var text = value.ValueKind == JsonValueKind.String ? Said(value) : null;
        wrong =
            value.ValueKind != JsonValueKind.String ? RecordProblem.WrongType
            : text is null ? RecordProblem.BadCharacters
            : text.Length > most ? RecordProblem.TooLong
            : null;
        return wrong is null && text is { Length: > 0 } ? text : null;
    }

    /// <summary>Trimmed and composed, without what is no character; null when one is only half there.</summary>
    private static string? Said(JsonElement value)
    {
        try
        {
            var text = value.GetString()!;
            if (text.AsSpan().ContainsAnyInRange('\0', '\x1f'))
                text = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
            return text.Trim().Normalize();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Half a character, such as \ud800.
            return null;
        }
    }

    /// <summary>The day a date says, with a time or without; with a zone too, the day it is here then.</summary>
    private DateOnly? Day(string field, out RecordProblem? wrong)
    {
        if (Read(field, 40, out wrong) is not { } text)
            return null;
        if (
            DateOnly.TryParseExact(
                text,
                ["yyyy-MM-dd", "yyyyMMdd"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
        )
            return date;
        if (
            DateTimeOffset.TryParseExact(
                text,
                DatesWithTime,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
        )
            return text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf(':', StringComparison.Ordinal)
                ? SchoolTime.Day(instant)
                : DateOnly.FromDateTime(instant.DateTime);
        wrong = RecordProblem.BadDate;
        return null;
    }

    private static Guid? IdIn(JsonElement of, string property, out RecordProblem wrong)
    {
        wrong =
            of.ValueKind != JsonValueKind.Object ? RecordProblem.WrongType
            : !of.TryGetProperty(property, out var id) || id.ValueKind == JsonValueKind.Null
                ? RecordProblem.FieldMissing
            : RecordProblem.BadId;
        return
            wrong == RecordProblem.BadId
            && of.GetProperty(property) is { ValueKind: JsonValueKind.String } text
            && text.TryGetGuid(out var guid)
            ? guid
            : null;
    }

    private T? No<T>(RecordProblem reason, string field)
    {
        Wrong ??= (reason, field);
        whole?.No<T>(reason, within + field);
        return default;
    }
}
