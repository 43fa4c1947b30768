using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Kapprum.Support;
using Npgsql;

namespace Kapprum.Crash;

/// <summary>The commands of docs/backup.md, as they stand there.</summary>
public sealed partial class RestoredElsewhere
{
    [Fact]
    public async Task A_backup_restored_into_a_new_cluster_by_the_book_is_served_with_everything_in_it()
    {
        await using var app = await App.Start(TimeProvider.System.GetUtcNow());
        var family = await app.Family();
        await app.Drain();
        var source = new NpgsqlConnectionStringBuilder(app.Database);
        await using var target = await OwnCluster.Start(isNew: true);
        await Forget(target);

        await Run("backup", source.Host!, source.Username!, source.Database!, app.Folder);
        await Run("restore", target.Socket, "postgres", "postgres", app.Folder);

        await using var host = await HostProcess.Serve(
            new Dictionary<string, string>
            {
                ["ConnectionStrings:Kapprum"] = target.Database,
                ["Data:Folder"] = target.Folder,
                ["Jobs:Run"] = "false",
            }
        );
        using var client = new HttpClient { BaseAddress = new Uri($"{host.Address}/api/") };
        client.DefaultRequestHeaders.Authorization = family.Guardian.Api.DefaultRequestHeaders.Authorization;
        Assert.Equal(family.Child, (Guid)(await client.GetAsync("start").Json())["children"]![0]!["id"]!);

        await using var db = new NpgsqlConnection(target.Database);
        await db.OpenAsync();
        Assert.Equal(await app.Value<string>(Counts), await db.ExecuteScalarAsync<string>(Counts));
        await db.ExecuteAsync("set role kapprum_app");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.ExecuteAsync("delete from kernel.audit"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.True(await db.ExecuteScalarAsync<bool>("select 'Zackrisson' < 'Åberg' and 'Åberg' < 'Öberg'"));
    }

    private const string Counts = """
        select string_agg(format('%I.%I %s', schemaname, tablename,
                   (xpath('//n/text()', query_to_xml(format('select count(*) as n from %I.%I', schemaname, tablename),
                                                     true, false, '')))[1]), ', ' order by schemaname, tablename)
        from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema', 'hangfire')
          and tablename not in ('heartbeat', 'data_protection_key')
        """;

    /// <summary>An administrator's new server knows nothing of the platform.</summary>
    private static async Task Forget(OwnCluster cluster)
    {
        var superuser = new NpgsqlConnectionStringBuilder(cluster.Database)
        {
            Database = "postgres",
            Username = "postgres",
            Pooling = false,
        };
        NpgsqlConnection.ClearAllPools();
        await using var db = new NpgsqlConnection(superuser.ConnectionString);
        await db.ExecuteAsync("drop database kapprum with (force)");
        await db.ExecuteAsync("drop role kapprum");
    }

    private static async Task Run(string block, string host, string user, string database, string folder)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "backup.md"));
        var commands = Block().Matches(page).Single(match => match.Groups[1].Value == block).Groups[2].Value;
        var start = new ProcessStartInfo("/bin/sh", ["-e", "-c", commands])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["PGHOST"] = host,
                ["PGPORT"] = "5432",
                ["PGUSER"] = user,
                ["PGDATABASE"] = database,
            },
        };
        using var running = Process.Start(start)!;
        var said = await running.StandardError.ReadToEndAsync();
        await running.WaitForExitAsync();
        Assert.True(running.ExitCode == 0, said);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Modules.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("^```sh (\\w+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
