using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Hangfire.PostgreSql;
using Kapprum.Host;
using Kapprum.Kernel;
using Kapprum.Postgres;
using Npgsql;

namespace Kapprum.Support;

/// <summary>
/// A cluster as a first start leaves it, which outlives the test run that made it: making one takes seconds, copying
/// its folder a moment. It is kept under <c>artifacts/clusters</c> by the hash of all it is made from, so that a
/// changed migration makes another.
/// </summary>
public static class KeptCluster
{
    /// <summary>The database in it that is copied for each test application.</summary>
    public const string Template = "template_of_kapprum";

    private const int Kept = 4;

    private static readonly string Migrated = Path.Combine(AppContext.BaseDirectory, "migrations");

    /// <summary>Makes a copy of it, which must not be there yet.</summary>
    public static async Task CopyTo(string cluster)
    {
        var kept = Path.Combine(Artifacts(), "clusters", Hash());
        if (!Directory.Exists(kept))
            await Make(kept);
        // Who comes often stays; the others are tidied away when a new one is made.
        Directory.SetLastWriteTimeUtc(kept, TimeProvider.System.GetUtcNow().UtcDateTime);
        // The files keep their owner: as root, that is the user PostgreSQL runs as.
        await Copy(kept, cluster);
    }

    /// <summary>
    /// Made beside its place and then moved there in one step: a run that was killed leaves nothing half made, and of
    /// two that make it at once the first gives it to both.
    /// </summary>
    private static async Task Make(string kept)
    {
        var clusters = Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        TidyUp(clusters);
        var making = clusters.CreateSubdirectory($"making-{Guid.CreateVersion7():n}");
        await using (
            var cluster = await EmbeddedPostgres.Start(
                making.FullName,
                PostgresDurability.None,
                _ => { },
                CancellationToken.None
            )
        )
        {
            await using (var owner = NpgsqlDataSource.Create(cluster.ConnectionString))
            {
                await Migrations.Apply(Migrated, owner, TimeProvider.System);
                await Jobs.Migrate(owner, TimeProvider.System, CancellationToken.None);
            }

            await using var server = new NpgsqlConnection(Cluster.Named(cluster, "postgres"));
            await server.ExecuteAsync($"create database {Template} template kapprum");
            NpgsqlConnection.ClearAllPools();
        }

        try
        {
            Directory.Move(Path.Combine(making.FullName, "postgres"), kept);
        }
        catch (IOException) when (Directory.Exists(kept))
        {
            // Another run was quicker.
        }

        making.Delete(recursive: true);
    }

    private static void TidyUp(DirectoryInfo clusters)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var tooMany = clusters
            .GetDirectories()
            .Where(folder => !folder.Name.StartsWith("making-", StringComparison.Ordinal))
            .OrderByDescending(folder => folder.LastWriteTimeUtc)
            .Skip(Kept);
        var leftBehind = clusters
            .GetDirectories("making-*")
            .Where(folder => now - folder.CreationTimeUtc > TimeSpan.FromHours(1));
        foreach (var folder in tooMany.Concat(leftBehind))
            folder.Delete(recursive: true);
    }

    private static async Task Copy(string from, string to)
    {
        using var copying = Process.Start(
            new ProcessStartInfo("cp", ["--archive", "--reflink=auto", from, to]) { RedirectStandardError = true }
        )!;
        var said = await copying.StandardError.ReadToEndAsync();
        await copying.WaitForExitAsync();
        if (copying.ExitCode != 0)
            throw new InvalidOperationException($"The test database could not be copied: {said}");
    }

    /// <summary>Of the migrations, of the code that applies them, and of the PostgreSQL there is.</summary>
    private static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var file in Directory.GetFiles(Migrated, "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        )
        {
            Add(Path.GetRelativePath(Migrated, file));
            hash.AppendData(File.ReadAllBytes(file));
        }

        foreach (var code in new[] { typeof(KeptCluster), typeof(Migrations), typeof(Jobs), typeof(PostgreSqlStorage) })
            Add(code.Module.ModuleVersionId.ToString());
        if (Directory.Exists("/usr/lib/postgresql"))
            foreach (var version in Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal))
                Add(version);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\n'));
    }

    /// <summary>The folder of the checkout the tests were built in.</summary>
    private static string Artifacts()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "build.cake")))
                return Path.Combine(folder.FullName, "artifacts");
        throw new InvalidOperationException("The tests run outside of a checkout.");
    }
}
