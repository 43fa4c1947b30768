using System.Diagnostics;

namespace Kapprum.Benchmarks;

/// <summary>What was measured is not what was meant to be.</summary>
internal sealed class BenchFailed(string message) : Exception(message);

internal static class Figure
{
    public const int Runs = 3;

    /// <summary>Prints the median, and of several runs how far they lie apart.</summary>
    public static void DateText(string name, string unit, params IReadOnlyList<double> runs)
    {
        var sorted = runs.Order().ToArray();
        Console.WriteLine($"bench: {name} {Round(Median(sorted))} {unit}");
        if (sorted.Length > 1)
            Console.WriteLine($"       {Round(sorted[0])} to {Round(sorted[^1])} in {sorted.Length} runs");
    }

    /// <summary>How many seconds it takes.</summary>
    public static async Task<double> Seconds(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Tells what is being done, beside the figures.</summary>
    public static void Doing(string what) =>
        Console.Error.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what} ...");

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static string Round(double value) =>
        value.ToString(
            value >= 100 ? "0"
            : value >= 10 ? "0.0"
            : "0.00"
        );
}
