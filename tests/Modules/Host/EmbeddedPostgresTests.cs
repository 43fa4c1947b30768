using System.Globalization;
using Dapper;
using Kapprum.Postgres;
using Npgsql;

namespace Kapprum.Tests.Host;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly DataFolder folder = new();

    [Fact]
    public async Task What_was_written_is_there_at_the_next_start()
    {
        await using (var first = await Start())
            await Execute(first, "create table kept as select 42 as number");
        Assert.Null(folder.Server);

        await using var second = await Start();
        Assert.Equal(42, await Value<int>(second, "select number from kept"));
    }

    [Fact]
    public async Task Names_are_sorted_as_in_Swedish()
    {
        await using var postgres = await Start();

        Assert.Equal(
            ["Zackrisson", "Åberg", "Ädel", "Öberg"],
            await Value<string[]>(
                postgres,
                "select array_agg(name order by name) from unnest(array['Öberg', 'Ädel', 'Zackrisson', 'Åberg']) name"
            )
        );
    }

    [Fact]
    public async Task It_listens_nowhere_but_in_a_folder_only_its_user_may_enter()
    {
        await using var postgres = await Start();

        Assert.Equal("", await Value<string>(postgres, "show listen_addresses"));
        Assert.True(folder.IsPrivate("postgres"));
        Assert.False(await Value<bool>(postgres, "select rolsuper from pg_roles where rolname = current_user"));
    }

    [Fact]
    public async Task A_folder_whose_path_is_too_long_for_a_socket_works()
    {
        var deep = Path.Combine(folder.Path, new string('x', 120), "data");
        await using var postgres = await EmbeddedPostgres.Start(
            deep,
            PostgresDurability.None,
            _ => { },
            CancellationToken.None
        );

        Assert.Equal(1, await Value<int>(postgres, "select 1"));
    }

    [Fact]
    public async Task One_that_was_being_made_when_the_power_went_is_made_anew()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "postgres.new", "base"));

        await using var postgres = await Start();

        Assert.Equal(1, await Value<int>(postgres, "select 1"));
    }

    [Fact]
    public async Task One_that_a_killed_host_is_still_making_is_in_nobodys_way()
    {
        using var over = new CancellationTokenSource();
        var left = Task.Run(() =>
        {
            // What is removed is there again.
            while (!over.IsCancellationRequested)
                try
                {
                    var below = Directory.CreateDirectory(Path.Combine(folder.Path, "postgres.new", "base"));
                    File.WriteAllText(Path.Combine(below.FullName, $"{Guid.CreateVersion7()}"), "");
                }
                catch (IOException)
                {
                    // Removed in this moment.
                }
        });

        await using (var postgres = await Start())
            Assert.Equal(1, await Value<int>(postgres, "select 1"));

        await over.CancelAsync();
        await left;
        await using var again = await Start();
        Assert.Empty(Directory.GetDirectories(folder.Path, "postgres.new*"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_is_not_said_to_be_in_use()
    {
        var refused = await Assert.ThrowsAsync<PostgresFailed>(() =>
            EmbeddedPostgres.Start("/proc/nothing/here", PostgresDurability.None, _ => { }, CancellationToken.None)
        );

        Assert.Contains("/proc/nothing/here", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another running", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_has_got_the_dead_servers_number_is_let_be()
    {
        await using (await Start()) { }
        File.WriteAllText(
            folder.PidFile,
            $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}\n/proc/self/fd/9\n"
        );

        await using var postgres = await Start();

        Assert.Equal(1, await Value<int>(postgres, "select 1"));
    }

    [Fact]
    public async Task A_killed_server_is_started_again_with_everything_that_was_committed()
    {
        await using var postgres = await EmbeddedPostgres.Start(
            folder.Path,
            PostgresDurability.Full,
            _ => { },
            CancellationToken.None
        );
        await Execute(postgres, "create table kept as select 42 as number");

        folder.Kill();

        for (var tries = 0; ; tries++)
        {
            try
            {
                Assert.Equal(42, await Value<int>(postgres, "select number from kept"));
                return;
            }
            catch (NpgsqlException) when (tries < 600)
            {
                await Task.Delay(100);
            }
        }
    }

    public void Dispose() => folder.Dispose();

    private Task<EmbeddedPostgres> Start() =>
        EmbeddedPostgres.Start(folder.Path, PostgresDurability.None, _ => { }, CancellationToken.None);

    private static async Task Execute(EmbeddedPostgres postgres, string sql)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var db = await database.OpenConnectionAsync();
        await db.ExecuteAsync(sql);
    }

    private static async Task<T> Value<T>(EmbeddedPostgres postgres, string sql)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var db = await database.OpenConnectionAsync();
        return (await db.ExecuteScalarAsync<T>(sql))!;
    }
}
