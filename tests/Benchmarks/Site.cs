using System.Data;
using Dapper;
using Kapprum.Postgres;
using Npgsql;

namespace Kapprum.Benchmarks;

/// <summary>
/// Where it is measured: a PostgreSQL cluster of its own in a temporary folder, as durable as an operator's.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kapprum-bench-").FullName;
    private EmbeddedPostgres? cluster;

    private Site() { }

    public string Data => Path.Combine(folder, "data");

    /// <summary>Connects to the measured database as its owner.</summary>
    public string Database => cluster!.ConnectionString;

    public static async Task<Site> Open()
    {
        var site = new Site();
        site.cluster = await EmbeddedPostgres.Start(
            site.Data,
            PostgresDurability.Full,
            _ => { },
            CancellationToken.None
        );
        return site;
    }

    /// <summary>A path in the temporary folder.</summary>
    public string File(string name) => Path.Combine(folder, name);

    /// <summary>The settings of a host that works on the measured database.</summary>
    public Dictionary<string, string> Settings(string? database = null) =>
        new()
        {
            ["ConnectionStrings:Kapprum"] = database ?? Database,
            ["Data:Folder"] = Data,
            ["Logging:LogLevel:Default"] = "Warning",
        };

    /// <summary>A new and empty measured database; what was in it is gone.</summary>
    public async Task NewDatabase()
    {
        NpgsqlConnection.ClearAllPools();
        var name = new NpgsqlConnectionStringBuilder(Database).Database;
        await using var server = new NpgsqlConnection(Named("postgres", "postgres"));
        await server.ExecuteAsync($"drop database if exists {name} with (force)");
        await server.ExecuteAsync(
            $"create database {name} owner kapprum template template0 locale_provider icu icu_locale 'sv'"
        );
    }

    /// <summary>Runs SQL as the superuser, who may do what the owner may not: write a checkpoint.</summary>
    public async Task Execute(string sql, object? with = null)
    {
        await using var db = new NpgsqlConnection(
            Named(new NpgsqlConnectionStringBuilder(Database).Database!, "postgres")
        );
        await db.ExecuteAsync(sql, with, commandTimeout: 0, commandType: CommandType.Text);
    }

    public async Task<T> Value<T>(string sql, object? with = null)
    {
        await using var db = new NpgsqlConnection(Database);
        return (await db.ExecuteScalarAsync<T>(sql, with, commandTimeout: 0))!;
    }

    public async Task<IReadOnlyList<T>> List<T>(string sql, object? with = null)
    {
        await using var db = new NpgsqlConnection(Database);
        return (await db.QueryAsync<T>(sql, with, commandTimeout: 0)).AsList();
    }

    /// <summary>Some columns, as text, of the first row of a table for which something holds.</summary>
    public async Task<Dictionary<string, string>> Row(string table, string where, params string[] columns)
    {
        await using var db = new NpgsqlConnection(Database);
        var row =
            (IDictionary<string, object>)
                await db.QueryFirstAsync(
                    $"""
                    select {string.Join(", ", columns.Select(column => $"{column}::text"))}
                    from {table} where {where} order by {table}.n
                    """
                );
        return row.ToDictionary(column => column.Key, column => (string)column.Value);
    }

    /// <summary>Stops the cluster, so that a host can have the data folder for itself.</summary>
    public async Task Close()
    {
        NpgsqlConnection.ClearAllPools();
        await cluster!.DisposeAsync();
        cluster = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await Close();
        Directory.Delete(folder, recursive: true);
    }

    private string Named(string database, string user) =>
        new NpgsqlConnectionStringBuilder(Database) { Database = database, Username = user }.ConnectionString;
}
