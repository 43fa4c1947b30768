using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Kapprum.Support;

/// <summary>The host as it runs at an operator's: a process of its own, which can be killed.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Kapprum.Host.dll");

    private readonly Process process;
    private readonly StringBuilder said = new();

    private HostProcess(Process process) => this.process = process;

    /// <summary>Where it is served, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What it has said on both of its outputs.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    /// <summary>
    /// Starts serving on a port the system gives it and returns once it answers and has said all it says at a start.
    /// </summary>
    /// <param name="settings">Settings by name, as in appsettings.json with colons.</param>
    public static async Task<HostProcess> Serve(IReadOnlyDictionary<string, string> settings)
    {
        var host = new HostProcess(Started([.. Arguments(settings), "--urls", "http://127.0.0.1:0"]));
        host.Listen();

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var patience = Stopwatch.StartNew();
        while (true)
        {
            if (host.process.HasExited || patience.Elapsed > TimeSpan.FromMinutes(2))
                throw new InvalidOperationException($"The host does not answer:\n{host.Said}");
            try
            {
                if (host.Said.Contains("Ctrl-C stops it.", StringComparison.Ordinal))
                {
                    host.Address = Open().Match(host.Said).Groups[1].Value;
                    using var answer = await client.GetAsync(new Uri(host.Address + "/health/ready"));
                    if (answer.IsSuccessStatusCode)
                        return host;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Runs a command of the command line to its end.</summary>
    /// <returns>What it said, and how it ended.</returns>
    public static async Task<(int Exit, string Said)> Run(
        IReadOnlyDictionary<string, string> settings,
        params string[] arguments
    )
    {
        await using var command = Begin(settings, arguments);
        return await command.End();
    }

    /// <summary>Begins a command of the command line.</summary>
    public static HostProcess Begin(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = StartInfo(arguments);
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var host = new HostProcess(Process.Start(start)!);
        host.Listen();
        return host;
    }

    public bool HasEnded => process.HasExited;

    /// <summary>The most memory it has held so far, in bytes; 0 when it has ended.</summary>
    public long PeakMemory
    {
        get
        {
            try
            {
                process.Refresh();
                return process.HasExited ? 0 : process.PeakWorkingSet64;
            }
            catch (InvalidOperationException)
            {
                // It has ended in between.
                return 0;
            }
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>How it ended, and what it said.</returns>
    public async Task<(int Exit, string Said)> End()
    {
        await process.WaitForExitAsync();
        return (process.ExitCode, Said);
    }

    /// <summary>SIGTERM: it finishes what it is doing and closes the database.</summary>
    public Task Stop()
    {
        _ = Send(process.Id, Terminate);
        return process.WaitForExitAsync();
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Sends a signal, INT for instance, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop(string signal)
    {
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await Kill();
        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Send(int pid, int signal);

    [GeneratedRegex(@"Kapprum is open at (\S+)")]
    private static partial Regex Open();

    private static Process Started(IEnumerable<string> arguments) => Process.Start(StartInfo(arguments))!;

    private static IEnumerable<string> Arguments(IReadOnlyDictionary<string, string> settings) =>
        settings.Select(setting => $"--{setting.Key}={setting.Value}");

    // Who starts the tests in the background of a script makes them, and all they start, deaf to SIGINT.
    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments) =>
        new("env", ["--default-signal=INT", "dotnet", Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Note(string? line)
    {
        lock (said)
            said.AppendLine(line);
    }
}
