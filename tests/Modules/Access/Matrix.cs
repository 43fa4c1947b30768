using Kapprum.Support;

namespace Kapprum.Tests.Access;

/// <summary>The rows of all modules.</summary>
internal static class Matrix
{
    private static readonly IReadOnlyList<IAccessRows> Modules = Contributed.All<IAccessRows>();

    public static readonly IReadOnlyList<Row> Rows = [.. Modules.SelectMany(module => module.Rows)];

    public static readonly IReadOnlyList<string> Open = [.. Modules.SelectMany(module => module.Open)];

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
