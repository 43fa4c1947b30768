using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kapprum.Kernel;

namespace Kapprum.Benchmarks;

/// <summary>
/// A municipality in the middle of its life, made from an imported roster by the statements in the folder <c>town</c>:
/// hours and a calendar, 200 school days of absences with their notices and audit rows, guardians who are logged in. In
/// the schema <c>bench</c> is what is asked for: the guardians whose start page is opened (<c>guardian</c>), and what
/// is reported (<c>report</c>).
/// </summary>
/// <param name="Guardians">How many guardians' start pages are opened.</param>
/// <param name="GuardiansFile">A bearer token on each line.</param>
/// <param name="Reports">How many absences there are to report.</param>
/// <param name="ReportsFile">A bearer token and the body of a request on each line.</param>
/// <param name="DaysAhead">How many of a child's days ahead the reports lie.</param>
internal sealed record Town(int Guardians, string GuardiansFile, int Reports, string ReportsFile, int DaysAhead)
{
    private const int StartPages = 2000;

    // So many that no run comes to the end of them.
    private const int ReportsWanted = 16_000;

    public static async Task<Town> Furnish(Site site)
    {
        var (today, now) = (new SchoolTime().Today(), new SchoolTime().GetUtcNow());
        await Run("hours", new { today });
        await Run("absences", new { today });
        await Run("notices", new { today, now });
        await Run("guardians", new { today });

        var tokens = Enumerable
            .Range(0, await site.Value<int>("select count(*) from bench.guardian"))
            .Select(_ => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)))
            .ToArray();
        await Run(
            "sessions",
            new { now, hashes = tokens.Select(token => SHA256.HashData(Encoding.ASCII.GetBytes(token))).ToArray() }
        );

        var children = await site.Value<int>(
            "select count(distinct child) from bench.guardian, unnest(children) child"
        );
        var daysAhead = Math.Clamp((ReportsWanted + children - 1) / children, 1, 60);
        await Run("reports", new { today, daysAhead });
        await site.Execute("vacuum (analyze)");

        var reports = await site.List<(int Guardian, Guid Child, DateOnly Day)>(
            "select guardian, child, day from bench.report order by n"
        );
        var town = new Town(
            Math.Min(StartPages, tokens.Length),
            site.File("guardians.txt"),
            reports.Count,
            site.File("reports.txt"),
            daysAhead
        );
        await File.WriteAllLinesAsync(town.GuardiansFile, tokens.Take(StartPages));
        await File.WriteAllLinesAsync(
            town.ReportsFile,
            reports.Select(report =>
                tokens[report.Guardian - 1]
                + $$""" {"childId":"{{report.Child}}","day":"{{report.Day:yyyy-MM-dd}}","reason":"ill"}"""
            )
        );

        Figure.DateText("absences", "rows", await site.Value<int>("select count(*) from absence.absence"));
        Figure.DateText("notices", "rows", await site.Value<int>("select count(*) from notifications.notice"));
        return town;

        async Task Run(string what, object with)
        {
            Figure.Doing($"Filling in {what}");
            await site.Execute(
                await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "town", $"{what}.sql")),
                with
            );
        }
    }
}
