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
