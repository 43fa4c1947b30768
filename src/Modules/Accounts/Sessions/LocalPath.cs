namespace Kapprum.Accounts.Sessions;

/// <summary>Where somebody is led after logging in: nowhere but to a page of ours.</summary>
internal static class LocalPath
{
    /// <returns>The path, or the start page for what is no path of ours or would lead back to logging in or
    /// out.</returns>
    public static string Or(string? path) =>
        path is ['/', ..]
        && path is not ['/', '/' or '\\', ..]
        && !path.Any(char.IsControl)
        && !path.StartsWith("/log-", StringComparison.Ordinal)
            ? path
            : "/";
}
