using System.Diagnostics;
using Dapper;
using Kapprum.Postgres;
using Npgsql;

namespace Kapprum.Support;

/// <summary>
/// One PostgreSQL cluster for a test run, in a temporary folder, and a migrated database in it of which each test
/// application gets a copy. Durability is off: what a test proves about crashes it proves on a cluster of its own.
/// </summary>
public static class Cluster
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Running = new(Start);
    private static readonly SemaphoreSlim Copying = new(1, 1);

    /// <summary>Holds everything of this test run, and goes with it.</summary>
    public static string Folder { get; } = Directory.CreateTempSubdirectory("kapprum-tests-").FullName;

    // A test run may end at any moment without being asked. A shell that hears its input end, kept open by this field,
    // tidies up after it.
    private static readonly Process TidiesUp = Process.Start(
        new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                """
                trap '' INT TERM HUP
                cat > /dev/null
                server=$(head -n 1 "$0/postgres/postmaster.pid" 2> /dev/null) && kill -QUIT "$server"
                while [ -n "$server" ] && kill -0 "$server"; do sleep 0.1; done
                rm -rf "$0"
                """,
                Folder,
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }
    )!;

    /// <summary>A new database like a first start's, empty but for the migrations.</summary>
    public static async Task<string> NewDatabase()
    {
        var cluster = await Running.Value;
        var name = $"t{Guid.CreateVersion7():n}";

        // Two copies of one template at once are refused.
        await Copying.WaitAsync();
        try
        {
            await using var server = new NpgsqlConnection(Named(cluster, "postgres"));
            await server.ExecuteAsync($"create database {name} template {KeptCluster.Template}");
        }
        finally
        {
            Copying.Release();
        }

        return Named(cluster, name);
    }

    /// <summary>A new database with nothing in it.</summary>
    public static async Task<string> EmptyDatabase()
    {
        var cluster = await Running.Value;
        var name = $"t{Guid.CreateVersion7():n}";
        await using var server = new NpgsqlConnection(Named(cluster, "postgres"));
        await server.ExecuteAsync($"create database {name}");
        return Named(cluster, name);
    }

    private static async Task<EmbeddedPostgres> Start()
    {
        await KeptCluster.CopyTo(Path.Combine(Folder, "postgres"));
        return await EmbeddedPostgres.Start(Folder, PostgresDurability.None, _ => { }, CancellationToken.None);
    }

    public static string Named(EmbeddedPostgres cluster, string database) =>
        new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = database }.ConnectionString;
}
