using Kapprum.Roster.Demo;

namespace Kapprum.Support;

/// <summary>Roster files of made-up municipalities.</summary>
public sealed partial class App
{
    /// <summary>A file in its folder with so many children; the same seed and day give the same.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> RosterFile(int children, int seed)
    {
        var path = Path.Combine(Folder, $"roster-{children}-{seed}.json");
        await using var file = File.Create(path);
        await GenerateRoster.Write(file, children, seed, Today, CancellationToken.None);
        return path;
    }
}
