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

        var failed = await Assert.ThrowsAsync<OperatorError>(() => Apply(folder));
        Assert.Contains("a/0002_bad.sql", failed.Message, StringComparison.Ordinal);
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
        var refused = await Assert.ThrowsAsync<OperatorError>(() => Apply(folder));
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
        await Assert.ThrowsAsync<OperatorError>(() => Apply(folder));
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

    [Theory]
    [InlineData("create table a.other (id int);\n\nselect 1/0;\nselect 2;", 3)]
    [InlineData("create table a.other (id int);\n\nselect id,\n    no_such_column\nfrom a.other;", 4)]
    public async Task One_that_fails_says_in_which_line_whether_PostgreSQL_points_there_or_not(string sql, int line)
    {
        Write("a/0001_first.sql", "create schema a;");
        Write("a/0002_bad.sql", sql);

        var failed = await Assert.ThrowsAsync<OperatorError>(() => Apply(folder));

        Assert.Contains($"a/0002_bad.sql fails at line {line}:", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing has been changed.", failed.Message);
    }

    [Fact]
    public async Task One_that_waits_for_a_table_lets_the_others_pass_says_for_whom_it_waits_and_comes_again()
    {
        Write("a/0001_first.sql", "create schema a; create table a.thing (id int);");
        await Apply(folder);
        Write("a/0002_second.sql", "alter table a.thing add column x int;");
        await using var reader = new NpgsqlConnection(database);
        await reader.OpenAsync();
        var reading = await reader.BeginTransactionAsync();
        await reader.ExecuteAsync("select from a.thing");
        List<string> said = [];
        var waits = new TaskCompletionSource();

        var applying = Apply(
            folder,
            sentence =>
            {
                said.Add(sentence);
                waits.TrySetResult();
            }
        );
        await waits.Task.WaitAsync(TimeSpan.FromMinutes(1));
        // Whoever came after the migration would wait behind it for as long as the first one reads.
        await Execute("select from a.thing");
        await reading.CommitAsync();

        Assert.Equal(1, await applying);
        Assert.Contains("a/0002_second.sql", said[0]);
        Assert.Contains($"process {reader.ProcessID} ", said[0]);
    }

    [Fact]
    public async Task Where_nothing_is_due_nothing_is_locked_so_that_a_host_starts_beside_a_backup()
    {
        await Apply(folder);
        await using var backup = new NpgsqlConnection(database);
        await backup.OpenAsync();
        await using var reading = await backup.BeginTransactionAsync();
        await backup.ExecuteAsync("select from kernel.migration");

        Assert.Equal(0, await Apply(folder).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("revoke all on all tables in schema kernel from kapprum_app")]
    [InlineData("revoke all on schema kernel from kapprum_app")]
    [InlineData("grant update on kernel.audit to kapprum_app")]
    public async Task Rights_of_the_application_that_are_not_as_they_should_be_are_seen_to_at_every_start(string sql)
    {
        await Apply(folder);
        var right = await Rights();
        await Execute(sql);
        Assert.NotEqual(right, await Rights());

        Assert.Equal(0, await Apply(folder));

        Assert.Equal(right, await Rights());
    }

    [Fact]
    public async Task An_index_made_concurrently_keeps_no_writer_waiting_and_one_left_unfinished_is_made_anew()
    {
        Write(
            "a/0001_first.sql",
            "create schema a; create table a.thing (id int); insert into a.thing values (1), (1);"
        );
        Write(
            "a/0002_index.sql",
            "-- Quickly found.\ncreate unique index concurrently if not exists once on a.thing (id);"
        );
        Write("a/0003_third.sql", "create table a.other (id int);");

        var failed = await Assert.ThrowsAsync<OperatorError>(() => Apply(folder));
        Assert.Contains("a/0002_index.sql", failed.Message, StringComparison.Ordinal);
        Assert.False(await Value<bool>("select indisvalid from pg_index where indexrelid = 'a.once'::regclass"));

        await Execute("delete from a.thing where ctid = (select min(ctid) from a.thing)");
        Assert.Equal(2, await Apply(folder));
        Assert.True(await Value<bool>("select indisvalid from pg_index where indexrelid = 'a.once'::regclass"));
        Assert.Equal(0, await Apply(folder));
    }

    private Task<string> Rights() =>
        Value<string>(
            """
            select concat_ws(
                ' | ',
                (select nspacl::text from pg_namespace where nspname = 'kernel'),
                (select string_agg(relname || relacl::text, ' ' order by relname) from pg_class
                 where relnamespace = 'kernel'::regnamespace))
            """
        );

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

    private async Task<int> Apply(string folder, Action<string>? say = null)
    {
        await using var owner = NpgsqlDataSource.Create(database);
        return await Migrations.Apply(folder, owner, TimeProvider.System, say);
    }

    private async Task<T> Value<T>(string sql)
    {
        await using var db = new NpgsqlConnection(database);
        return (await db.ExecuteScalarAsync<T>(sql))!;
    }
}
