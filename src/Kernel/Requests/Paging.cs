using System.Buffers.Text;
using System.Text.Json;

namespace Kapprum.Kernel;

/// <summary>A part of a list, and the cursor that gives the next part; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>From rows read with <c>limit + 1</c>: the one too many tells that there is more.</summary>
    public static Page<T> From(IReadOnlyList<T> rows, int limit, Func<T, object> position) =>
        rows.Count <= limit ? new(rows, null) : new([.. rows.Take(limit)], PageCursor.At(position(rows[limit - 1])));
}

/// <summary>Where a list was left, as text that means nothing to the caller.</summary>
public static class PageCursor
{
    public static string At<T>(T position) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(position));

    /// <summary>Null for none; a cursor that is not ours is refused.</summary>
    public static T? Read<T>(string? cursor)
        where T : class
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw Refusal.Invalid("cursor", "bad-cursor");
        }
    }
}
