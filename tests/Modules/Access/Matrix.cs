using System.Net;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Tests.Access;

/// <summary>The rows of all modules.</summary>
internal static class Matrix
{
    private static readonly IReadOnlyList<IAccessRows> Modules = Contributed.All<IAccessRows>();

    public static readonly IReadOnlyList<Row> Rows = [.. Modules.SelectMany(module => module.Rows)];

    public static readonly IReadOnlyList<string> Open = [.. Modules.SelectMany(module => module.Open)];

    /// <summary>
    /// Has everybody ask who gets something of what wants to be sure, and has said the password a while ago: a program
    /// is told what would do, and a browser is led to where it is shown.
    /// </summary>
    /// <returns>What was answered otherwise.</returns>
    public static async Task<List<string>> Unconfirmed(Cast cast, params IEnumerable<Row> rows)
    {
        List<string> wrong = [];
        foreach (var row in rows.Where(row => row.Demand != Demand.None))
        foreach (var who in Enum.GetValues<Who>().Where(who => row.Expected[(int)who] is not (302 or 401 or 403)))
        {
            using var client = await cast.Unconfirmed(who);
            using var request = await row.Ask(await Scene.Of(cast, who));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var isAsked = row.Name.StartsWith("PAGE ", StringComparison.Ordinal)
                ? response is { StatusCode: HttpStatusCode.Redirect, Headers.Location.OriginalString: var to }
                    && to.StartsWith("/step-up?wants=", StringComparison.Ordinal)
                : response.StatusCode == HttpStatusCode.Unauthorized
                    && response
                        .Headers.WwwAuthenticate.ToString()
                        .Contains("insufficient_user_authentication", StringComparison.Ordinal);
            if (!isAsked)
                wrong.Add($"{row.Name}: {who} got {(int)response.StatusCode} with an old password");
        }

        return wrong;
    }

    /// <summary>Has everybody ask.</summary>
    /// <returns>What was answered otherwise than the rows say.</returns>
    public static async Task<List<string>> Wrong(Cast cast, params IEnumerable<Row> rows)
    {
        List<string> wrong = [];
        foreach (var row in rows)
        foreach (var who in Enum.GetValues<Who>())
        {
            using var request = await row.Ask(await Scene.Of(cast, who));
            using var response = await cast.Api(who).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if ((int)response.StatusCode != row.Expected[(int)who])
                wrong.Add(
                    $"{row.Name}: {who} got {(int)response.StatusCode} instead of {row.Expected[(int)who]} "
                        + await response.Content.ReadAsStringAsync()
                );
        }

        return wrong;
    }
}
