using System.Text;

namespace Kapprum.Kernel;

public static class Trimming
{
    /// <summary>
    /// Without white space around and with single spaces within, each letter in its composed form: what is typed twice
    /// is the same text, whichever keyboard it comes from. Null when there is nothing else.
    /// </summary>
    public static string? TrimmedOrNull(this string? written) =>
        string.IsNullOrWhiteSpace(written)
            ? null
            : string.Join(' ', written.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Composed();

    /// <summary>
    /// The same of what may have several lines, which stay: of empty ones at most one in a row. Browsers send two
    /// characters for the end of a line, and it is one.
    /// </summary>
    public static string? TrimmedLinesOrNull(this string? written)
    {
        var lines = new List<string>();
        foreach (var line in (written ?? "").ReplaceLineEndings("\n").Split('\n'))
            if (line.TrimmedOrNull() is { } said)
                lines.Add(said);
            else if (lines is [.., { Length: > 0 }])
                lines.Add("");
        return string.Join('\n', lines).TrimEnd('\n') is { Length: > 0 } text ? text : null;
    }

    /// <summary>Each letter in its composed form (NFC); what is no text (half a character) as it is.</summary>
    public static string Composed(this string written)
    {
        try
        {
            return written.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return written;
        }
    }
}
