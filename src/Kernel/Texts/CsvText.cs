using System.Buffers;

namespace Kapprum.Kernel;

/// <summary>A line of a file that is opened in a spreadsheet.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");

    /// <summary>
    /// Cells with commas between them (RFC 4180). A spreadsheet takes what begins with one of a few signs for a formula
    /// and would run it, whoever wrote it (OWASP, CSV injection): such a cell begins with an apostrophe. A number is
    /// none.
    /// </summary>
    public static string Line(params IReadOnlyList<string?> cells) => string.Join(',', cells.Select(Cell));

    private static string Cell(string? cell)
    {
        if (cell is null or "")
            return "";
        var harmless = cell[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n') || IsNumber(cell);
        var text = harmless ? cell : $"'{cell}";
        return text.AsSpan().IndexOfAny(Quoted) < 0 && harmless
            ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsNumber(string cell) =>
        cell.Length > 1 && cell.Skip(1).All(char.IsAsciiDigit) && cell[0] == '-';
}
