using Dapper;
using Kapprum.Host;
using Kapprum.Kernel;
using Npgsql;

namespace Kapprum.Support;

/// <summary>
/// One PostgreSQL cluster for a test run, in a temporary folder, and a migrated database in it of which each test application
/// gets a copy. Durability is off: what a test proves about crashes it proves on a cluster of its own.
/// </summary>
internal static class Cluster
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Running = new(Start);
    private static readonly SemaphoreSlim Copying = new(1, 1);

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
            await server.ExecuteAsync($"create database {name} template template_of_kapprum");
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
        // Not named for the process: another one with its number may have been killed and have left a cluster.
        var folder = Directory.CreateTempSubdirectory("kapprum-tests-").FullName;
        var cluster = await EmbeddedPostgres.Start(folder, PostgresDurability.None, _ => { }, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            cluster.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Directory.Delete(folder, recursive: true);
        };

        await using (var server = new NpgsqlConnection(Named(cluster, "postgres")))
            await server.ExecuteAsync("create database template_of_kapprum template kapprum");

        var template = Named(cluster, "template_of_kapprum");
        await using (var owner = NpgsqlDataSource.Create(template))
        {
            await Migrations.Apply(Path.Combine(AppContext.BaseDirectory, "migrations"), owner, TimeProvider.System);
            await Jobs.Migrate(owner, TimeProvider.System, CancellationToken.None);
        }

        NpgsqlConnection.ClearAllPools();
        return cluster;
    }

    private static string Named(EmbeddedPostgres cluster, string database) =>
        new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = database }.ConnectionString;
}
