using System.Diagnostics.CodeAnalysis;

namespace Kapprum.Web.Layout;

/// <summary>A path that a request names to be led back to.</summary>
public static class LocalPath
{
    /// <summary>Whether it leads to a page of ours, and nowhere else.</summary>
    public static bool Is([NotNullWhen(true)] string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);
}
