using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>From the start of the process to the first 200, on a database that is there already.</summary>
internal static class Starts
{
    private const int Runs = 5;

    public static async Task Measure(Site site)
    {
        Figure.Doing("Starting with a database that runs");
        var (ready, _) = await Start(site.Settings());
        Figure.DateText("start-on-running-database-seconds", "s", ready);

        Figure.Doing("Starting with the database in the data folder");
        await site.Close();
        (ready, var page) = await Start(new() { ["Data:Folder"] = site.Data });
        Figure.DateText("start-seconds", "s", ready);
        Figure.DateText("start-and-log-in-page-seconds", "s", page);
    }

    private static async Task<(double[] Ready, double[] Page)> Start(Dictionary<string, string> settings)
    {
        var (ready, page) = (new double[Runs], new double[Runs]);
        for (var run = 0; run < Runs; run++)
        {
            HostProcess host = null!;
            ready[run] = await Figure.Seconds(async () => host = await HostProcess.Serve(settings));
            using var client = new HttpClient();
            page[run] =
                ready[run]
                + await Figure.Seconds(async () => await client.GetStringAsync(new Uri(host.Address + "/log-in")));
            await host.Stop();
        }

        return (ready, page);
    }
}
