using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Kapprum.Kernel;

/// <summary>A file that is opened in a spreadsheet.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");

    /// <summary>Begins an answer that is such a file, with the mark that tells spreadsheets it is UTF-8.</summary>
    public static StreamWriter CsvFile(this HttpResponse response, string name)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        return new(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
    }

    /// <summary>
    /// A spreadsheet takes what begins with one of a few signs for a formula and would run it, whoever wrote it (OWASP,
    /// CSV injection): such a text begins with an apostrophe. A number is none.
    /// </summary>
    public static string Harmless(string text) =>
        text is not ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] || IsNumber(text) ? text : $"'{text}";

    /// <summary>Harmless cells with commas between them (RFC 4180).</summary>
    public static string Line(params IReadOnlyList<string?> cells) => string.Join(',', cells.Select(Cell));

    private static string Cell(string? cell)
    {
        if (cell is null or "")
            return "";
        var text = Harmless(cell);
        return text.AsSpan().IndexOfAny(Quoted) < 0 && text == cell
            ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsNumber(string cell) =>
        cell.Length > 1 && cell.Skip(1).All(char.IsAsciiDigit) && cell[0] == '-';
}
