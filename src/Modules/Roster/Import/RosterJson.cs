using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Kapprum.Roster.Import;

/// <summary>One record of a list of the file.</summary>
/// <param name="Item">Its position in the list, from 0.</param>
/// <param name="Json">Valid until the next record is asked for.</param>
internal readonly record struct RosterRecord(string List, int Item, JsonElement Json);

/// <summary>
/// Reads a roster file: one JSON object with the five lists of SS12000, in any order. One record at a time is in
/// memory, of at most 16 MB. Whatever else the object holds is passed over. A broken file is refused with its line and
/// the byte in that line, both from 1.
/// </summary>
internal sealed class RosterJson(Stream file)
{
    public static readonly string[] Lists = ["organisations", "persons", "placements", "groups", "duties"];

    private const int FirstBuffer = 1 << 18,
        LargestRecord = 1 << 24;

    private enum Where
    {
        BeforeAll,
        BetweenLists,
        BeforeList,
        InList,
        BeforeOther,
        InOther,
        AfterAll,
    }

    private readonly HashSet<string> seen = [];
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int start,
        end;
    private bool atEnd;
    private long line,
        byteInLine;
    private JsonReaderState state;
    private Where where;
    private string list = "";
    private int item;

    /// <summary>How many bytes have been read.</summary>
    public long Bytes { get; private set; }

    public async IAsyncEnumerable<RosterRecord> Records([EnumeratorCancellation] CancellationToken ct)
    {
        try
        {
            await Fill(ct);
            if (OtherFormat(buffer.AsSpan(0, end)) is { } format)
                throw Refusal.Unprocessable($"roster/file-{format}");
            if (buffer.AsSpan(0, end) is [0xEF, 0xBB, 0xBF, ..])
                Consume(3);

            while (true)
            {
                while (Next() is var (from, length))
                {
                    using var record = JsonDocument.Parse(buffer.AsMemory(from, length));
                    yield return new(list, item++, record.RootElement);
                }

                if (atEnd)
                    break;
                await Fill(ct);
            }

            if (where != Where.AfterAll)
                throw Broken("truncated", end);
            if (Lists.FirstOrDefault(name => !seen.Contains(name)) is { } missing)
                throw Refusal.Unprocessable("roster/file-without-list", ("list", missing));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }

    /// <summary>What the file is instead of JSON in UTF-8, by its first bytes; null when they do not tell.</summary>
    private static string? OtherFormat(ReadOnlySpan<byte> first)
    {
        switch (first)
        {
            case [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [_, 0, 0, 0, ..] or [0, 0, 0, _, ..]:
                return "utf32";
            case [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [_, 0, _, 0, ..] or [0, _, 0, _, ..]:
                return "utf16";
            case [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..]:
                return "zip";
            case [0x1F, 0x8B, ..]:
                return "gzip";
        }

        var text = first is [0xEF, 0xBB, 0xBF, ..] ? first[3..] : first;
        text = text.TrimStart(" \t\r\n"u8);
        if (text is [(byte)'<', ..])
            return "xml";
        // A line of words with separators between them; JSON would begin with a bracket.
        var line = text[..(text.IndexOfAny((byte)'\r', (byte)'\n') is var end and >= 0 ? end : text.Length)];
        return line is not ([] or [(byte)'{' or (byte)'[', ..]) && line.IndexOfAny(",;\t"u8) > 0 ? "csv" : null;
    }

    /// <summary>
    /// Where in the buffer the next whole record lies; null when more must be read first, or when there is none any
    /// more.
    /// </summary>
    private (int From, int Length)? Next()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isFinalBlock: false, state);
        try
        {
            while (true)
            {
                var before = reader;
                if (!reader.Read())
                    return null;

                var from = start + (int)reader.TokenStartIndex;
                if (where != Where.InList || reader.TokenType == JsonTokenType.EndArray)
                {
                    where = Step(ref reader, from);
                    continue;
                }

                if (!reader.TrySkip())
                {
                    reader = before;
                    return null;
                }

                var length = start + (int)reader.BytesConsumed - from;
                return Utf8.IsValid(buffer.AsSpan(from, length)) ? (from, length) : throw Broken("not-utf8", from);
            }
        }
        catch (JsonException e)
        {
            throw Refusal.Unprocessable(
                "roster/file-not-json",
                ("line", e.LineNumber + 1 ?? 1),
                ("byte", e.BytePositionInLine + 1 ?? 1)
            );
        }
        finally
        {
            state = reader.CurrentState;
            Consume((int)reader.BytesConsumed);
        }
    }

    private Where Step(ref Utf8JsonReader reader, int at)
    {
        switch (where, reader.TokenType)
        {
            case (Where.BeforeAll, JsonTokenType.StartObject):
                return Where.BetweenLists;
            case (Where.BeforeAll, _):
                throw Broken("no-object", at);
            case (Where.BetweenLists, JsonTokenType.EndObject):
                return Where.AfterAll;
            case (Where.BetweenLists, _):
                foreach (var name in Lists)
                    if (reader.ValueTextEquals(name))
                    {
                        (list, item) = (name, 0);
                        return seen.Add(name) ? Where.BeforeList : throw Broken("list-twice", at);
                    }
                return Where.BeforeOther;
            case (Where.BeforeList, JsonTokenType.StartArray):
                return Where.InList;
            case (Where.BeforeList, _):
                throw Broken("no-list", at);
            case (Where.BeforeOther, JsonTokenType.StartArray or JsonTokenType.StartObject):
                return Where.InOther;
            case (Where.InOther, _) when reader.CurrentDepth > 1:
                return Where.InOther;
            default:
                return Where.BetweenLists;
        }
    }

    private async Task Fill(CancellationToken ct)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end > buffer.Length / 2)
            Grow();

        var read = await file.ReadAtLeastAsync(
            buffer.AsMemory(end),
            buffer.Length - end,
            throwOnEndOfStream: false,
            ct
        );
        end += read;
        Bytes += read;
        atEnd = end < buffer.Length;
    }

    private void Grow()
    {
        if (buffer.Length >= LargestRecord)
            throw Broken("record-too-large", start);
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(start, end - start).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void Consume(int count)
    {
        (line, byteInLine) = PlaceOf(start + count);
        start += count;
    }

    private (long Line, long ByteInLine) PlaceOf(int at)
    {
        var passed = buffer.AsSpan(start, at - start);
        var lastLineEnd = passed.LastIndexOf((byte)'\n');
        return lastLineEnd < 0
            ? (line, byteInLine + passed.Length)
            : (line + passed.Count((byte)'\n'), passed.Length - lastLineEnd - 1);
    }

    private Refusal Broken(string how, int at)
    {
        var (onLine, inLine) = PlaceOf(at);
        return Refusal.Unprocessable($"roster/file-{how}", ("list", list), ("line", onLine + 1), ("byte", inLine + 1));
    }
}
