using System.Diagnostics;

namespace Kapprum.Benchmarks;

/// <summary>A program of the machine's.</summary>
internal static class Tool
{
    /// <summary>Runs it to its end and gives what it said.</summary>
    public static async Task<string> Run(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new BenchFailed($"{program} failed:\n{output}{await errors}");
    }
}
