using System.Diagnostics;
using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>
/// A roster file through the command <c>import</c>: into a database that has been migrated and holds nothing, and the
/// same file once more. The time runs from the start of the process; the accounts that follow from an import are said
/// separately.
/// </summary>
internal static class Imports
{
    /// <summary>
    /// A city, once: from an empty database to everybody's account. Its import is one no operator does often, and too
    /// long to do several times here.
    /// </summary>
    public static async Task MeasureCity(Site site, int children)
    {
        var file = await Roster(site, children);
        await site.NewDatabase();
        await Succeed(HostProcess.Run(site.Settings(), "migrate"));
        Figure.Doing("Importing");
        var (applied, all, memory) = await Import(site, file);
        Figure.DateText($"import-{children}-applied-seconds", "s", applied);
        Figure.DateText($"import-{children}-seconds", "s", all);
        Figure.DateText($"import-{children}-megabytes", "MB", memory / 1e6);
        Figure.DateText("accounts", "people", await site.Value<int>("select count(*)::int from accounts.account"));
        Figure.Doing("Importing the same again");
        (_, all, memory) = await Import(site, file);
        Figure.DateText($"reimport-{children}-seconds", "s", all);
        Figure.DateText($"reimport-{children}-megabytes", "MB", memory / 1e6);
    }

    /// <summary>Only imports one.</summary>
    public static async Task Fill(Site site, int children)
    {
        var file = await Roster(site, children);
        await Succeed(HostProcess.Run(site.Settings(), "migrate"));
        await Import(site, file);
    }

    public static async Task Measure(Site site, int children)
    {
        var file = await Roster(site, children);
        List<(double Applied, double All, long Memory)> first = [],
            again = [];
        for (var run = 1; run <= Figure.Runs; run++)
        {
            Figure.Doing($"Importing, {run} of {Figure.Runs}");
            await site.NewDatabase();
            await Succeed(HostProcess.Run(site.Settings(), "migrate"));
            first.Add(await Import(site, file));
        }

        for (var run = 1; run <= Figure.Runs; run++)
        {
            Figure.Doing($"Importing the same again, {run} of {Figure.Runs}");
            again.Add(await Import(site, file));
        }

        Figure.DateText("roster-megabytes", "MB", new FileInfo(file).Length / 1e6);
        Figure.DateText(
            "guardians",
            "people",
            await site.Value<int>("select count(distinct guardian_id) from roster.guardianship")
        );
        Figure.DateText("import-seconds", "s", [.. first.Select(run => run.Applied)]);
        Figure.DateText("import-with-accounts-seconds", "s", [.. first.Select(run => run.All)]);
        Figure.DateText("import-megabytes", "MB", [.. first.Select(run => run.Memory / 1e6)]);
        Figure.DateText("reimport-seconds", "s", [.. again.Select(run => run.Applied)]);
        Figure.DateText("reimport-with-accounts-seconds", "s", [.. again.Select(run => run.All)]);
    }

    private static async Task<string> Roster(Site site, int children)
    {
        Figure.Doing("Making up a municipality");
        var file = site.File("roster.json");
        await Tool.Run(
            "/bin/sh",
            ["-c", """dotnet "$0" generate-roster --children "$1" > "$2" """, HostProcess.Program, $"{children}", file]
        );
        return file;
    }

    private static async Task<(double Applied, double All, long Memory)> Import(Site site, string file)
    {
        var watch = Stopwatch.StartNew();
        await using var import = HostProcess.Begin(site.Settings(), "import", file);
        double applied = 0;
        long memory = 0;
        while (!import.HasEnded)
        {
            memory = Math.Max(memory, import.PeakMemory);
            if (applied == 0 && import.Said.Contains("giving accounts", StringComparison.Ordinal))
                applied = watch.Elapsed.TotalSeconds;
            await Task.Delay(10);
        }

        var all = watch.Elapsed.TotalSeconds;
        await Succeed(import.End());
        return applied > 0
            ? (applied, all, memory)
            : throw new BenchFailed($"The import does not say when it gives accounts:\n{import.Said}");
    }

    private static async Task Succeed(Task<(int Exit, string Said)> command)
    {
        var (exit, said) = await command;
        if (exit != 0)
            throw new BenchFailed($"A command ended with {exit}:\n{said}");
    }
}
