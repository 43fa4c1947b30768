namespace Kapprum.Kernel;

public static class Trimming
{
    /// <summary>Without white space around and with single spaces within; null when there is nothing else.</summary>
    public static string? TrimmedOrNull(this string? written) =>
        string.IsNullOrWhiteSpace(written)
            ? null
            : string.Join(' ', written.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
