namespace Kapprum.Benchmarks;

/// <summary>What an HTTP load of 32 connections came to.</summary>
/// <param name="Rate">Answered requests a second.</param>
/// <param name="Median">Of the latency, in milliseconds.</param>
/// <param name="Slowest">99 of 100 were quicker, in milliseconds.</param>
internal sealed record Load(long Requests, double Rate, double Median, double Slowest);

internal static class Wrk
{
    public const int Connections = 32;

    /// <summary>
    /// Sends the requests of a file (see requests.lua) for some seconds. Fails when an answer is not 2xx.
    /// </summary>
    public static async Task<Load> Run(string address, string method, string path, string requests, int seconds)
    {
        var said = await Tool.Run(
            "wrk",
            [
                "-t1",
                $"-c{Connections}",
                $"-d{seconds}s",
                "--timeout",
                "10s",
                "-s",
                Path.Combine(AppContext.BaseDirectory, "requests.lua"),
                address,
                "--",
                method,
                path,
                requests,
            ]
        );
        var done = said.Split('\n')
            .FirstOrDefault(line => line.StartsWith("done ", StringComparison.Ordinal))
            ?.Split(' ')[1..]
            .Select(long.Parse)
            .ToArray();
        return done is [var count, var duration, var median, var slowest, 0]
            ? new(count, count * 1e6 / duration, median / 1e3, slowest / 1e3)
            : throw new BenchFailed($"{method} {path} was not answered as it should be:\n{said}");
    }
}
