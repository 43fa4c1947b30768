namespace Kapprum.Roster.Demo;

/// <summary>
/// Writes the roster of Ekbacka, a municipality that does not exist, as one JSON object in SS12000 v2.1 form: for
/// demos, tests and measurements. The same seed, size and day give the same bytes.
/// </summary>
internal static class GenerateRoster
{
    public const int Fewest = 10,
        Most = 200_000;

    /// <summary>
    /// Writes UTF-8 to <paramref name="output"/>, which stays open.
    /// Throws ArgumentOutOfRangeException unless <paramref name="children"/> is 10 to 200,000.
    /// </summary>
    public static async Task Write(Stream output, int children, int seed, DateOnly today, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(children, Fewest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(children, Most);

        var municipality = new Municipality(children, seed, today);
        await using var roster = new RosterFile(output, seed, today, municipality.SchoolYearStart);
        await roster.Write(municipality, ct);
    }
}
