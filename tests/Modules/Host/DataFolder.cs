using System.Diagnostics;
using System.Globalization;
using Kapprum.Support;

namespace Kapprum.Tests.Host;

/// <summary>A data folder of one test; its database server, if one is left, is ended with it.</summary>
internal sealed class DataFolder : IDisposable
{
    public DataFolder() => Path = Directory.CreateTempSubdirectory("kapprum-host-").FullName;

    public string Path { get; }

    /// <summary>Puts in the database of a first start, whose making is not every test's matter.</summary>
    public Task StartedBefore() => KeptCluster.CopyTo(System.IO.Path.Combine(Path, "postgres"));

    public string PidFile => System.IO.Path.Combine(Path, "postgres", "postmaster.pid");

    /// <summary>The process of the database server; null when none is left.</summary>
    public int? Server =>
        File.Exists(PidFile)
        && int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture) is var pid
        && Directory.Exists($"/proc/{pid}")
            ? pid
            : null;

    /// <summary>Whether nobody but the owner may read, write or enter what is at the path below it.</summary>
    public bool IsPrivate(string below)
    {
        const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return OperatingSystem.IsLinux()
            && (File.GetUnixFileMode(System.IO.Path.Combine(Path, below)) & ~Owners) == UnixFileMode.None;
    }

    public bool Has(string below) => File.Exists(System.IO.Path.Combine(Path, below));

    public string Read(string below) => File.ReadAllText(System.IO.Path.Combine(Path, below));

    public void Kill()
    {
        if (Server is { } pid)
            Process.GetProcessById(pid).Kill();
    }

    public void Dispose()
    {
        Kill();
        for (var tries = 0; ; tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (tries < 100)
            {
                // The server's other processes notice a little later that it is gone, and may write until then.
                Thread.Sleep(50);
            }
        }
    }
}
