namespace Kapprum.Roster;

internal static class PostalAddress
{
    /// <summary>"Strandvägen 10, 99101 Ekbacka": what is known of it, in a line; empty when that is nothing.</summary>
    public static string Line(string? street, string? postalCode, string? city) =>
        string.Join(", ", new[] { street, $"{postalCode} {city}".Trim() }.Where(part => !string.IsNullOrEmpty(part)));
}
