using System.Runtime.CompilerServices;

namespace Kapprum.Architecture;

/// <summary>The files that people write, as they stand in the working copy.</summary>
internal static class SourceFiles
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <param name="folder">Below the root, as <c>src</c>.</param>
    /// <returns>C# and Razor, each with its path below the root.</returns>
    public static IEnumerable<(string Path, string[] Lines)> In(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file)
        where
            Path.GetExtension(path) is ".cs" or ".razor"
            && !path.Contains("/obj/", StringComparison.Ordinal)
            && !path.Contains("/bin/", StringComparison.Ordinal)
        select (path, File.ReadAllLines(file));

    private static string Here([CallerFilePath] string path = "") => path;
}
