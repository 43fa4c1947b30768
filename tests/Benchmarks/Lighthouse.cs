using System.Text.Json;
using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>
/// What Google's Lighthouse says of the pages that guardians open first, as seen by a slow phone on a mobile network
/// (its simulated throttling). Each run has a browser with nothing in its caches.
/// </summary>
internal static class Lighthouse
{
    private static readonly (string Name, string Path, bool LoggedIn)[] Pages =
    [
        ("log-in", "/log-in", false),
        ("start", "/", true),
        ("absence", "/absence", true),
        ("report-absence", "/absence/report", true),
    ];

    private static readonly string[] Faultless = ["accessibility", "best-practices"];

    private sealed record Seen(
        double Performance,
        double Accessibility,
        double BestPractices,
        double Kilobytes,
        double Shift,
        double Painted,
        string[] Wrong
    );

    /// <param name="program">Where lighthouse is.</param>
    public static async Task Measure(Site site, Town town, string program)
    {
        await using var host = await HostProcess.Serve(site.Settings());
        var token = File.ReadLines(town.GuardiansFile).First();

        foreach (var (name, path, loggedIn) in Pages)
        {
            Figure.Doing($"Looking at {path}");
            List<Seen> runs = [];
            for (var run = 1; run <= Figure.Runs; run++)
                runs.Add(await Look(program, host.Address + path, loggedIn ? token : null));

            DateText("performance", "of-100", run => run.Performance);
            DateText("accessibility", "of-100", run => run.Accessibility);
            DateText("best-practices", "of-100", run => run.BestPractices);
            DateText("first-load", "kB", run => run.Kilobytes);
            DateText("layout-shift", "CLS", run => run.Shift);
            DateText("largest-paint", "s", run => run.Painted);
            foreach (var wrong in runs.SelectMany(run => run.Wrong).Distinct())
                Console.WriteLine($"       {wrong}");

            void DateText(string what, string unit, Func<Seen, double> of) =>
                Figure.DateText($"lighthouse-{name}-{what}", unit, [.. runs.Select(of)]);
        }
    }

    private static async Task<Seen> Look(string program, string address, string? token)
    {
        var headers = JsonSerializer.Serialize(
            token is null ? [] : new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" }
        );
        using var report = JsonDocument.Parse(
            await Again(() =>
                Tool.Run(
                    program,
                    [
                        address,
                        "--output=json",
                        "--quiet",
                        "--only-categories=performance,accessibility,best-practices",
                        $"--extra-headers={headers}",
                        "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
                            + "--disable-background-networking --disable-component-update --disable-sync",
                    ],
                    new Dictionary<string, string> { ["CHROME_PATH"] = "/usr/bin/chromium" }
                )
            )
        );

        var (categories, audits) = (
            report.RootElement.GetProperty("categories"),
            report.RootElement.GetProperty("audits")
        );
        if (report.RootElement.TryGetProperty("runtimeError", out var error))
            throw new BenchFailed($"{address}: {error}");
        return new(
            Score("performance"),
            Score("accessibility"),
            Score("best-practices"),
            Number("total-byte-weight") / 1000,
            Number("cumulative-layout-shift"),
            Number("largest-contentful-paint") / 1000,
            [
                .. from category in Faultless
                from reference in categories.GetProperty(category).GetProperty("auditRefs").EnumerateArray()
                let audit = audits.GetProperty(reference.GetProperty("id").GetString()!)
                where
                    reference.GetProperty("weight").GetDouble() > 0
                    && audit.GetProperty("score") is { ValueKind: JsonValueKind.Number } score
                    && score.GetDouble() < 1
                select audit.GetProperty("title").GetString()!,
            ]
        );

        double Score(string category) => 100 * categories.GetProperty(category).GetProperty("score").GetDouble();
        double Number(string audit) => audits.GetProperty(audit).GetProperty("numericValue").GetDouble();
    }

    // Now and then the browser loses the beginning of its recording, and Lighthouse asks for another run.
    private static async Task<string> Again(Func<Task<string>> look)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await look();
            }
            catch (BenchFailed failed)
                when (attempt < 3 && failed.Message.Contains("Please run Lighthouse again", StringComparison.Ordinal))
            {
                Figure.Doing("Once more");
            }
        }
    }
}
