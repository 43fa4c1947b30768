using Dapper;
using Kapprum.Kernel;
using Kapprum.Support;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class MigrationsTests : IAsyncLifetime
{
    private static readonly string Ours = Path.Combine(AppContext.BaseDirectory, "migrations");
    private string database = null!;

    public async Task InitializeAsync() => database = await Cluster.EmptyDatabase();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Hosts_that_start_together_apply_each_migration_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Apply(Ours)));

        var files = Directory.GetFiles(Ours, "*.sql", SearchOption.AllDirectories).Length;
        Assert.Equal([0, 0, 0, files], applied.Order());
        Assert.Equal(files, await Value<int>("select count(*)::int from kernel.migration"));
        Assert.Equal(0, await Apply(Ours));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_of_any()
    {
        var folder = Directory.CreateTempSubdirectory("kapprum-migrations-");
        folder.CreateSubdirectory("kernel");
        folder.CreateSubdirectory("a");
        File.Copy(
            Path.Combine(Ours, "kernel", "0001_kernel.sql"),
            Path.Combine(folder.FullName, "kernel", "0001_kernel.sql")
        );
        File.WriteAllText(
            Path.Combine(folder.FullName, "a", "0001_good.sql"),
            "create schema a; create table a.thing (id int);"
        );
        File.WriteAllText(
            Path.Combine(folder.FullName, "a", "0002_bad.sql"),
            "alter table a.no_such_thing add column x int;"
        );

        await Assert.ThrowsAsync<PostgresException>(() => Apply(folder.FullName));
        Assert.False(await Value<bool>("select exists (select from pg_namespace where nspname in ('a', 'kernel'))"));

        File.WriteAllText(Path.Combine(folder.FullName, "a", "0002_bad.sql"), "alter table a.thing add column x int;");
        Assert.Equal(3, await Apply(folder.FullName));
        folder.Delete(recursive: true);
    }

    private async Task<int> Apply(string folder)
    {
        await using var owner = NpgsqlDataSource.Create(database);
        return await Migrations.Apply(folder, owner, TimeProvider.System);
    }

    private async Task<T> Value<T>(string sql)
    {
        await using var db = new NpgsqlConnection(database);
        return (await db.ExecuteScalarAsync<T>(sql))!;
    }
}
