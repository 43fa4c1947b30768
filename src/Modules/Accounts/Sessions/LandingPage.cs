using Kapprum.Web.Layout;

namespace Kapprum.Accounts.Sessions;

/// <summary>Where somebody is led after logging in: nowhere but to a page of ours.</summary>
internal static class LandingPage
{
    /// <returns>The path, or the start page for what is no path of ours or would lead back to logging in or
    /// out.</returns>
    public static string Or(string? path) =>
        LocalPath.Is(path) && !path.StartsWith("/log-", StringComparison.Ordinal) ? path : "/";
}
