using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kapprum.Tests.Host;

/// <summary>The program in a process of its own, as an operator runs it, on a data folder and a port of the test's.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process, string address)
    {
        this.process = process;
        Client = new HttpClient { BaseAddress = new Uri(address) };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>One that serves; returns when it is open.</summary>
    public static async Task<HostProcess> Serve(string folder, bool demo = false, int? port = null)
    {
        var address = $"http://localhost:{port ?? FreePort()}";
        var host = Start(folder, address, ["--urls", address, "--Demo:Load", demo ? "true" : "false"]);
        await Task.WhenAny(host.open.Task, host.process.WaitForExitAsync()).WaitAsync(Patience);
        Assert.True(host.open.Task.IsCompleted, host.Said);
        return host;
    }

    /// <summary>One that says something and ends: its exit code, and what it said.</summary>
    public static async Task<(int Code, string Said)> Run(string folder, params string[] arguments)
    {
        await using var host = Start(folder, "http://localhost", arguments);
        return (await host.Ended(), host.Said);
    }

    /// <summary>Sends a signal, INT for instance, and waits for the end.</summary>
    public async Task<int> Stop(string signal)
    {
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id.ToString(CultureInfo.InvariantCulture)}"]))
            await kill.WaitForExitAsync();
        return await Ended();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited)
            await Stop("TERM");
        process.Dispose();
    }

    private static HostProcess Start(string folder, string address, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Kapprum.Host.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Data__Folder"] = folder;
        return new(Process.Start(start)!, address);
    }

    private async Task<int> Ended()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (said)
            said.AppendLine(line);
        if (line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            open.TrySetResult();
    }
}

/// <summary>A data folder of one test; its database server, if one is left, is ended with it.</summary>
internal sealed class DataFolder : IDisposable
{
    public DataFolder() => Path = Directory.CreateTempSubdirectory("kapprum-host-").FullName;

    public string Path { get; }

    public string PidFile => System.IO.Path.Combine(Path, "postgres", "postmaster.pid");

    /// <summary>The process of the database server; null when none is left.</summary>
    public int? Server =>
        File.Exists(PidFile) && int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture) is var pid && Directory.Exists($"/proc/{pid}")
            ? pid
            : null;

    /// <summary>Whether nobody but the owner may read, write or enter what is at the path below it.</summary>
    public bool IsPrivate(string below)
    {
        const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return OperatingSystem.IsLinux() && (File.GetUnixFileMode(System.IO.Path.Combine(Path, below)) & ~Owners) == UnixFileMode.None;
    }

    public void Kill()
    {
        if (Server is { } pid)
            Process.GetProcessById(pid).Kill();
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(Path, recursive: true);
    }
}
