using System.Runtime.InteropServices;

namespace Kapprum.Benchmarks;

/// <summary>What the figures depend on.</summary>
internal static class Conditions
{
    public static async Task<string> Here(Site site)
    {
        var processor = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim();
        var postgres = await site.Value<string>("show server_version");
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        return $"{Environment.ProcessorCount} × {processor ?? "unknown processor"}, "
            + $"PostgreSQL {postgres.Split(' ')[0]} with fsync, "
            + $"{RuntimeInformation.FrameworkDescription}, load {load} at the beginning";
    }
}
