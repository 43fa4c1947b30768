using System.Diagnostics;
using System.Globalization;
using Kapprum.Postgres;
using Kapprum.Support;

namespace Kapprum.Crash;

/// <summary>A database server of one test, to do with as it likes. To its hosts it is somebody else's.</summary>
internal sealed class OwnCluster : IAsyncDisposable
{
    private EmbeddedPostgres? server;

    private OwnCluster() { }

    public string Folder { get; } = Directory.CreateTempSubdirectory("kapprum-crash-").FullName;

    /// <summary>Connects to the database <c>kapprum</c> as its owner.</summary>
    public string Database => server!.ConnectionString;

    /// <summary>The folder of its socket, which PostgreSQL's programs take for a host.</summary>
    public string Socket => Path.Combine(Folder, "postgres");

    /// <summary>With a migrated database, or as new as can be.</summary>
    public static async Task<OwnCluster> Start(bool isNew = false)
    {
        var cluster = new OwnCluster();
        if (!isNew)
            await KeptCluster.CopyTo(cluster.Socket);
        await cluster.Begin();
        return cluster;
    }

    public async Task Begin() =>
        server = await EmbeddedPostgres.Start(Folder, PostgresDurability.Full, _ => { }, CancellationToken.None);

    /// <summary>SIGKILL; it stays down until it is begun again.</summary>
    public async Task Kill()
    {
        var pid = File.ReadLines(Path.Combine(Socket, "postmaster.pid")).First();
        Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture)).Kill();
        await server!.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        await Eventually.Is(() => Task.FromResult(IsRemoved()), "the server's processes are gone");
    }

    private bool IsRemoved()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            // The server's other processes notice a little later that it is gone, and may write until then.
            return false;
        }
    }
}
