using Dapper;
using Kapprum.Kernel;
using Kapprum.Support;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class MigrationsTests : IAsyncLifetime
{
    private static readonly string Ours = Path.Combine(AppContext.BaseDirectory, "migrations");
    private readonly string folder = Directory.CreateTempSubdirectory("kapprum-migrations-").FullName;
    private string database = null!;

    public async Task InitializeAsync()
    {
        database = await Cluster.EmptyDatabase();
        Write("kernel/0001_kernel.sql", await File.ReadAllTextAsync(Path.Combine(Ours, "kernel", "0001_kernel.sql")));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

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
        Write("a/0001_good.sql", "create schema a; create table a.thing (id int);");
        Write("a/0002_bad.sql", "alter table a.no_such_thing add column x int;");

        await Assert.ThrowsAsync<PostgresException>(() => Apply(folder));
        Assert.False(await Value<bool>("select exists (select from pg_namespace where nspname in ('a', 'kernel'))"));

        Write("a/0002_bad.sql", "alter table a.thing add column x int;");
        Assert.Equal(3, await Apply(folder));
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_stops_the_start_and_is_named()
    {
        Write("a/0001_first.sql", "create schema a;\ncreate table a.thing (id int);");
        await Apply(folder);

        Write("a/0001_first.sql", "create schema a;\r\ncreate table a.thing (id int);");
        Assert.Equal(0, await Apply(folder));

        Write("a/0001_first.sql", "create schema a;\ncreate table a.thing (id bigint);");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Apply(folder));
        Assert.Contains("a/0001_first.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_from_before_the_checksums_takes_them_from_the_files_there_are()
    {
        Write("a/0001_first.sql", "create schema a;");
        await Apply(folder);
        await Execute("alter table kernel.migration drop column sha256");

        Assert.Equal(0, await Apply(folder));

        Write("a/0001_first.sql", "create schema a; create table a.thing (id int);");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Apply(folder));
    }

    [Fact]
    public async Task A_function_is_made_after_the_tables_and_again_when_it_has_changed()
    {
        Write("a/0001_first.sql", "create schema a; create table a.thing (id int);");
        Write("a/repeatable/things.sql", Things("count(*)"));
        Assert.Equal(3, await Apply(folder));
        Assert.Equal(0, await Apply(folder));
        Assert.Equal(0, await Value<long>("select a.things()"));

        Write("a/repeatable/things.sql", Things("count(*) + 1"));
        Write("a/0002_second.sql", "alter table a.thing add column x int;");
        Assert.Equal(2, await Apply(folder));
        Assert.Equal(1, await Value<long>("select a.things()"));

        // A host of the older version comes up once more.
        File.Delete(Path.Combine(folder, "a/0002_second.sql"));
        Write("a/repeatable/things.sql", Things("count(*)"));
        Assert.Equal(0, await Apply(folder));
        Assert.Equal(1, await Value<long>("select a.things()"));

        static string Things(string result) =>
            $"create or replace function a.things() returns bigint language sql as 'select {result} from a.thing';";
    }

    private void Write(string name, string sql)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), sql);
    }

    private async Task Execute(string sql)
    {
        await using var db = new NpgsqlConnection(database);
        await db.ExecuteAsync(sql);
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
