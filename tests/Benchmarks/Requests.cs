using System.Net.Http.Headers;
using System.Text;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>
/// What guardians do most: open the start page and report an absence, over HTTP with a bearer token and, in turn with
/// that on the same database, by pgbench with the very statements the host sends. What pgbench does not do beside them:
/// look up whom to ask for (taken off), find the session of a start page anew (each guardian's once in ten seconds),
/// write other JSON each time, wake the other hosts.
/// </summary>
internal sealed class Requests
{
    private const int Seconds = 8;
    private const string Start = "/api/start",
        Absences = "/api/absences";

    // Tried for pgbench, of which the best counts. The host's own pool is four a core.
    private static readonly int[] Clients =
    [
        2 * Environment.ProcessorCount,
        4 * Environment.ProcessorCount,
        8 * Environment.ProcessorCount,
    ];

    private static readonly string[] FloorWords = ["insert", "begin", "commit"];

    private readonly Site site;
    private readonly Town town;
    private readonly Dictionary<string, string> settings;
    private readonly DateOnly today = new SchoolTime().Today();
    private readonly DateTimeOffset since = new SchoolTime().GetUtcNow();

    private Requests(Site site, Town town)
    {
        (this.site, this.town) = (site, town);
        settings = site.Settings();
        settings["Absence:DaysAhead"] = $"{town.DaysAhead}";
    }

    public static async Task Measure(Site site, Town town)
    {
        var requests = new Requests(site, town);
        requests.settings["Jobs:Run"] = "false";
        var (startPage, report, floor) = await requests.Capture();
        await using (var host = await HostProcess.Serve(requests.settings))
        {
            try
            {
                await requests.MeasureStartPage(host.Address, startPage);
                await requests.MeasureReports(host.Address, report, floor);
            }
            catch (BenchFailed failed)
            {
                throw new BenchFailed($"{failed.Message}\n{host.Said}");
            }
        }

        requests.settings.Remove("Jobs:Run");
        await using (var host = await HostProcess.Serve(requests.settings))
            await requests.MeasureReportsThatAreTold(host.Address);
    }

    /// <returns>With what a report cannot do without: its inserts alone, and the end of its transaction.</returns>
    private async Task<(PgBench StartPage, PgBench Report, PgBench Floor)> Capture()
    {
        Figure.Doing("Listening to what a start page and a report ask of the database");
        await using var tap = new Wiretap(site.Database);
        await using var host = await HostProcess.Serve(
            new Dictionary<string, string>(settings) { ["ConnectionStrings:Kapprum"] = tap.ConnectionString }
        );

        var guardian = await site.Row(
            "bench.guardian",
            "cardinality(children) = 2",
            "n",
            "person",
            "itself",
            "children",
            "people"
        );
        var opening = File.ReadLines(town.GuardiansFile).ElementAt(int.Parse(guardian["n"]) - 1);
        await Send(host.Address, HttpMethod.Get, Start, opening);
        tap.Heard();
        await Send(host.Address, HttpMethod.Get, Start, opening);
        var startPage = tap.Heard();

        // Unlike a start page, which many other requests come before and after, a report finds the session forgotten.
        var report = await site.Row(
            "bench.report",
            $"person <> '{guardian["person"]}'",
            "n",
            "hash",
            "person",
            "account",
            "child",
            "day"
        );
        await Send(
            host.Address,
            HttpMethod.Post,
            Absences,
            File.ReadLines(town.ReportsFile).ElementAt(int.Parse(report["n"]) - 1)
        );
        var reported = tap.Heard();

        Figure.DateText("start-page-statements", "statements", startPage.Sum(trip => trip.Count));
        Figure.DateText("start-page-round-trips", "trips", startPage.Count);
        Figure.DateText("report-absence-statements", "statements", reported.Sum(trip => trip.Count));
        Figure.DateText("report-absence-round-trips", "trips", reported.Count);
        guardian.Remove("n");
        report.Remove("n");
        IReadOnlyList<IReadOnlyList<Statement>> inserts =
        [
            .. reported
                .Select(trip => trip.Where(statement => IsOfFloor(statement.Sql)).ToList())
                .Where(trip => trip.Count > 0),
        ];
        var drawReport = $"\\set seq :seq + 1\n\\set n (:seq * :clients + :client_id) % {town.Reports} + 1";
        return (
            await PgBench.Of(
                site,
                "start-page",
                startPage,
                $"\\set n random(1, {town.Guardians})",
                "bench.guardian",
                guardian
            ),
            await PgBench.Of(site, "report-absence", reported, drawReport, "bench.report", report),
            await PgBench.Of(site, "report-absence-floor", inserts, drawReport, "bench.report", report)
        );
    }

    private static bool IsOfFloor(string sql) =>
        FloorWords.Any(word => sql.TrimStart().StartsWith(word, StringComparison.OrdinalIgnoreCase));

    private async Task MeasureStartPage(string address, PgBench pgbench)
    {
        Figure.Doing("Opening start pages");
        await Wrk.Run(address, "GET", Start, town.GuardiansFile, 5);
        var clients = await Best(Clients, count => pgbench.Rate(count, "-T2"));

        List<Load> loads = [];
        List<double> best = [];
        for (var run = 1; run <= Figure.Runs; run++)
        {
            await site.Execute("checkpoint");
            loads.Add(await Wrk.Run(address, "GET", Start, town.GuardiansFile, Seconds));
            best.Add(await pgbench.Rate(clients, $"-T{Seconds}"));
        }

        DateText("start-page", loads, best, clients);

        // Beside it: the same as a page, and what HTTP costs with nothing behind it.
        await Wrk.Run(address, "GET", "/", town.GuardiansFile, 3);
        Figure.DateText(
            "start-page-html-rate",
            "requests/s",
            (await Wrk.Run(address, "GET", "/", town.GuardiansFile, Seconds)).Rate
        );
        Figure.DateText(
            "alive-rate",
            "requests/s",
            (await Wrk.Run(address, "GET", "/health/live", town.GuardiansFile, 3)).Rate
        );
    }

    private async Task MeasureReports(string address, PgBench pgbench, PgBench floor)
    {
        Figure.Doing("Reporting absences");
        var seconds = await WarmUp(address);
        await Clear();
        await Wrk.Run(address, "POST", Absences, town.ReportsFile, seconds);

        var clients = await Best(
            Clients,
            async count =>
            {
                await Clear();
                return await pgbench.Rate(count, $"-t{town.Reports / 4 / count}");
            }
        );

        List<Load> loads = [];
        List<double> best = [],
            least = [];
        for (var run = 1; run <= Figure.Runs; run++)
        {
            await Clear();
            loads.Add(await Wrk.Run(address, "POST", Absences, town.ReportsFile, seconds));
            await HasStored(loads[^1].Requests, Wrk.Connections);

            await Clear();
            best.Add(await pgbench.Rate(clients, $"-t{town.Reports / clients}"));
            await HasStored(town.Reports / clients * clients, 0);

            await Clear();
            least.Add(await floor.Rate(clients, $"-t{town.Reports / clients}"));
            await HasStored(town.Reports / clients * clients, 0);
        }

        DateText("report-absence", loads, best, clients);
        Figure.DateText("report-absence-floor-rate", "transactions/s", least);
        Figure.DateText(
            "report-absence-floor-ratio",
            "of-pgbench",
            [.. loads.Zip(least, (load, most) => load.Rate / most)]
        );
        await Clear();
    }

    /// <summary>
    /// Reports to a host that also tells both guardians and the staff of each, as it does when it is the only one.
    /// </summary>
    private async Task MeasureReportsThatAreTold(string address)
    {
        List<double> rates = [],
            lags = [];
        var seconds = await WarmUp(address);
        for (var run = 1; run <= Figure.Runs; run++)
        {
            await Told();
            await Clear();
            rates.Add((await Wrk.Run(address, "POST", Absences, town.ReportsFile, seconds)).Rate);
            lags.Add(await Figure.Seconds(Told));
        }

        Figure.DateText("report-absence-and-tell-rate", "requests/s", rates);
        Figure.DateText("all-told-after-seconds", "s", lags);
        await Clear();

        async Task Told()
        {
            while (
                await site.Value<bool>(
                    """
                    select exists (select from kernel.outbox where relayed_at is null)
                    or exists (select from hangfire.job where statename in ('Enqueued', 'Processing'))
                    """
                )
            )
                await Task.Delay(20);
        }
    }

    /// <returns>For how many seconds there are reports then.</returns>
    private async Task<int> WarmUp(string address)
    {
        await Clear();
        var load = await Wrk.Run(address, "POST", Absences, town.ReportsFile, 2);
        return Math.Clamp((int)(town.Reports * 0.7 / load.Rate), 1, Seconds);
    }

    /// <summary>Takes back what has been reported, so that every run meets the same.</summary>
    private async Task Clear()
    {
        // What was on its way when a run ended must not come in afterwards: the next run would meet it.
        while (
            await site.Value<bool>(
                """
                select
                exists (select from pg_stat_activity
                where datname = current_database() and backend_type = 'client backend' and state <> 'idle'
                and pid <> pg_backend_pid())
                """
            )
        )
            await Task.Delay(20);

        await site.Execute(
            """
            delete from absence.absence where day > @today;
            delete from notifications.notice where created_at >= @since;
            delete from kernel.outbox where published_at >= @since;
            delete from kernel.audit where at >= @since;
            """,
            new { today, since }
        );
        await site.Execute("vacuum absence.absence, notifications.notice, kernel.outbox, kernel.inbox, kernel.audit");
        await site.Execute("checkpoint");
    }

    /// <param name="more">So many more may have been on their way at the end.</param>
    private async Task HasStored(long reports, int more)
    {
        var stored = await site.Value<long>("select count(*) from absence.absence where day > @today", new { today });
        if (stored < reports || stored > reports + more)
            throw new BenchFailed($"{reports} absences have been reported, and {stored} are there.");
    }

    private static async Task<int> Best(IEnumerable<int> clients, Func<int, Task<double>> rate)
    {
        var (best, most) = (0, 0.0);
        foreach (var count in clients)
            if (await rate(count) is var found && found > most)
                (best, most) = (count, found);
        return best;
    }

    /// <param name="line">A line of the guardians' or the reports' file.</param>
    private static async Task Send(string address, HttpMethod method, string path, string line)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(address + path));
        var (token, body) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : (line, null);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new BenchFailed(
                $"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
            );
    }

    private static void DateText(string name, List<Load> loads, List<double> best, int clients)
    {
        Figure.DateText($"{name}-rate", "requests/s", [.. loads.Select(load => load.Rate)]);
        Figure.DateText($"{name}-latency-median", "ms", [.. loads.Select(load => load.Median)]);
        Figure.DateText($"{name}-latency-p99", "ms", [.. loads.Select(load => load.Slowest)]);
        Figure.DateText($"{name}-pgbench-rate", "transactions/s", best);
        Figure.DateText($"{name}-pgbench-clients", "clients", clients);
        Figure.DateText($"{name}-ratio", "of-pgbench", [.. loads.Zip(best, (load, most) => load.Rate / most)]);
    }
}
