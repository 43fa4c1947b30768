using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Kapprum.Postgres;

/// <summary>
/// A private PostgreSQL cluster in a folder of ours: the machine's own binaries, one Unix socket inside the folder that
/// only we may enter, no port, no password. As root everything of it runs as the folder's owner, who is the user
/// <c>postgres</c>.
/// </summary>
/// <remarks>
/// PostgreSQL gets the cluster's folder handed over open, as its file 9, and is told that its data is in
/// /proc/self/fd/9. So it needs no way through the folders above, which may well be closed to it (a checkout under
/// /root), and its socket's path is never too long. It also gets a session of its own, so that Ctrl-C reaches the host
/// alone, which stops it last.
/// </remarks>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private const string HandedOver = "/proc/self/fd/9";
    private const int LongestSocketPath = 107;

    // EWOULDBLOCK, which .NET gives on as it is.
    private const int HeldByAnother = 11;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly string folder;
    private readonly PostgresDurability durability;
    private readonly Action<string> say;
    private readonly CancellationTokenSource stopping = new();

    private FileStream? held;
    private Process? server;
    private Task watch = Task.CompletedTask;
    private string? shortcut;

    /// <param name="folder">Holds the cluster in <c>postgres</c>, its log, and the lock that says whose it is.</param>
    /// <param name="say">Told what takes its time.</param>
    public EmbeddedPostgres(string folder, PostgresDurability durability, Action<string> say)
    {
        this.folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        this.durability = durability;
        this.say = say;
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = SocketFolder(),
            Port = 5432,
            Database = "kapprum",
            Username = "kapprum",
        }.ConnectionString;
    }

    /// <summary>One that has been started.</summary>
    public static async Task<EmbeddedPostgres> Start(
        string folder,
        PostgresDurability durability,
        Action<string> say,
        CancellationToken ct
    )
    {
        var postgres = new EmbeddedPostgres(folder, durability, say);
        await postgres.Start(ct);
        return postgres;
    }

    /// <summary>
    /// Connects as the owner of the database, who is no superuser but may create databases and roles.
    /// </summary>
    public string ConnectionString { get; }

    private string Cluster => Path.Combine(folder, "postgres");

    private string Log => Path.Combine(folder, "postgres.log");

    /// <summary>Two clusters of the same machine never have the same name; a process of ours is known by it.</summary>
    private string Name =>
        "kapprum-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 8));

    /// <summary>
    /// Starts the folder's cluster, makes it first if it is not there, recovers it if it was left behind.
    /// </summary>
    /// <exception cref="PostgresFailed">It cannot be; the message says in a sentence why and what to
    /// do.</exception>
    public async Task Start(CancellationToken ct)
    {
        if (!Hold())
            throw new PostgresFailed(
                $"The data folder {folder} is in use by another running Kapprum: "
                    + "stop that one, or choose another folder with Data__Folder."
            );
        await StartHeld(ct);
    }

    /// <summary>
    /// As <see cref="Start(CancellationToken)"/>, but when a running host has the folder, its cluster is used and left
    /// running.
    /// </summary>
    public Task StartOrJoin(CancellationToken ct) => Hold() ? StartHeld(ct) : Join(ct);

    private static void CreatePrivate(string folder)
    {
        if (!OperatingSystem.IsLinux())
            throw new PostgresFailed("A database of its own needs Linux: name one in ConnectionStrings__Kapprum.");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task StartHeld(CancellationToken ct)
    {
        try
        {
            if (!Directory.Exists(Cluster))
                await Make(ct);
            await Launch(ct);
            await SeeToDatabase(ct);
            watch = Watch();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task Join(CancellationToken ct)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, ct))
        {
            try
            {
                await using var database = NpgsqlDataSource.Create(ConnectionString);
                await using var db = await database.OpenConnectionAsync(ct);
                return;
            }
            catch (NpgsqlException e) when (waited.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new PostgresFailed(
                    $"The data folder {folder} is in use by another running Kapprum, "
                        + $"but its database does not answer: {e.Message}"
                );
            }
            catch (NpgsqlException)
            {
                // The host that has it is still starting.
            }
        }
    }

    /// <summary>
    /// Made beside its place and then moved there, so that one begun and not finished is never taken for a cluster.
    /// </summary>
    private async Task Make(CancellationToken ct)
    {
        say($"Making a database in {Cluster} ...");
        var binaries = Binaries(null);
        // A name of its own: of a host that was killed, what it has begun may still be going on in the other.
        var unfinished = $"{Cluster}.new-{Guid.CreateVersion7():n}";
        CreatePrivate(unfinished);
        if (Environment.IsPrivilegedProcess)
            await Run(["chown", "postgres:postgres", unfinished], ct);

        await Run(
            [
                .. HandingOver(unfinished, "/dev/stdout"),
                Path.Combine(binaries, "initdb"),
                "--pgdata",
                HandedOver,
                "--username",
                "postgres",
                "--auth-local",
                "trust",
                "--auth-host",
                "reject",
                "--encoding",
                "UTF8",
                "--locale",
                "C.UTF-8",
                .. durability is PostgresDurability.None ? ["--no-sync"] : Array.Empty<string>(),
            ],
            ct
        );
        Directory.Move(unfinished, Cluster);
    }

    /// <summary>Removes what was begun and not finished; at a later start when somebody still writes in it.</summary>
    private void Tidy()
    {
        foreach (var begun in Directory.GetDirectories(folder, "postgres.new*"))
            try
            {
                Directory.Delete(begun, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is in nobody's way.
            }
    }

    private async Task Launch(CancellationToken ct)
    {
        Tidy();
        var binaries = Binaries(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim());
        await EndLeftBehind(ct);

        if (File.Exists(Log) && new FileInfo(Log).Length > 10_000_000)
            File.Delete(Log);

        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(200, ct))
        {
            var logged = File.Exists(Log) ? new FileInfo(Log).Length : 0;
            server = Process.Start(
                Quietly([
                    .. HandingOver(Cluster, Log),
                    Path.Combine(binaries, "postgres"),
                    "-D",
                    HandedOver,
                    .. Settings().SelectMany(setting => new[] { "-c", setting }),
                ])
            )!;

            if (await IsReady(server, waited, ct))
                return;

            var lines = await LoggedSince(logged);
            // After the main process was killed its children notice and end within moments.
            if (
                waited.Elapsed > TimeSpan.FromSeconds(20)
                || !lines.Contains("shared memory block", StringComparison.Ordinal)
            )
                throw new PostgresFailed($"PostgreSQL did not start; {Log} ends with: {lines}");
        }
    }

    private IEnumerable<string> Settings() =>
        [
            $"cluster_name={Name}",
            "listen_addresses=",
            "port=5432",
            $"unix_socket_directories={HandedOver}",
            "max_connections=200",
            "shared_buffers=256MB",
            "jit=off",
            "random_page_cost=1.1",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off",
            // A statement that fails has people's names in it; its text and details stay out of the log.
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
            .. durability is PostgresDurability.None
                ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=10min"]
                : Array.Empty<string>(),
        ];

    private async Task<bool> IsReady(Process starting, Stopwatch waited, CancellationToken ct)
    {
        var told = false;
        while (!starting.HasExited)
        {
            if (
                PidFile() is [var pid, _, _, _, _, _, _, var state, ..]
                && pid == starting.Id.ToString(CultureInfo.InvariantCulture)
                && state.StartsWith("ready", StringComparison.Ordinal)
            )
                return true;

            if (waited.Elapsed > StartTimeout)
                throw new PostgresFailed(
                    $"PostgreSQL was not ready after {StartTimeout.TotalMinutes} minutes; {Log} may say why."
                );
            if (!told && waited.Elapsed > TimeSpan.FromSeconds(3))
            {
                told = true;
                say("The database is not ready yet; after a crash it has to recover first ...");
            }

            await Task.Delay(5, ct);
        }

        return false;
    }

    /// <summary>
    /// A server whose host was killed still runs: it is ended, and started anew with this host's settings.
    /// </summary>
    private async Task EndLeftBehind(CancellationToken ct)
    {
        if (
            PidFile() is not [var first, ..]
            || !int.TryParse(first, CultureInfo.InvariantCulture, out var pid)
            || !Path.Exists($"/proc/{pid}")
        )
            return;

        if (!IsOurs(pid))
        {
            // The number has been given to some other process since, which PostgreSQL would take for itself.
            File.Delete(Path.Combine(Cluster, "postmaster.pid"));
            return;
        }

        say("Stopping the database server that a killed Kapprum has left behind ...");
        var waited = Stopwatch.StartNew();
        foreach (
            var (signal, patience) in new[]
            {
                (Signals.FastShutdown, StopTimeout),
                (Signals.ImmediateShutdown, TimeSpan.FromSeconds(10)),
            }
        )
        {
            Signals.Send(pid, signal);
            for (waited.Restart(); waited.Elapsed < patience; await Task.Delay(10, ct))
                if (!IsOurs(pid))
                    return;
        }

        throw new PostgresFailed(
            $"The database server that a killed Kapprum has left behind (process {pid}) does not end: "
                + "end it, then try again."
        );
    }

    private bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains($"cluster_name={Name}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string[]? PidFile()
    {
        try
        {
            return File.ReadAllLines(Path.Combine(Cluster, "postmaster.pid"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The database is the owner's, sorted as Swedish is; made when it is not there.</summary>
    private async Task SeeToDatabase(CancellationToken ct)
    {
        try
        {
            await using var database = NpgsqlDataSource.Create(ConnectionString);
            await using var db = await database.OpenConnectionAsync(ct);
        }
        catch (PostgresException e)
            when (e.SqlState
                    is PostgresErrorCodes.InvalidCatalogName
                        or PostgresErrorCodes.InvalidAuthorizationSpecification
            )
        {
            await using var cluster = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Username = "postgres" }
            );
            await using var role = cluster.CreateCommand(
                """
                do $$ begin
                    create role kapprum login createdb createrole;
                exception when duplicate_object then null;
                end $$
                """
            );
            await role.ExecuteNonQueryAsync(ct);
            await using var create = cluster.CreateCommand(
                "create database kapprum owner kapprum template template0 locale_provider icu icu_locale 'sv'"
            );
            await create.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Should the server be killed, it is started again; requests fail for the second in between.</summary>
    private async Task Watch()
    {
        while (true)
        {
            try
            {
                await server!.WaitForExitAsync(stopping.Token);
                say("The database server has ended unexpectedly; starting it again ...");
                await Launch(stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (PostgresFailed e)
            {
                say(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(5), stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Stops the server, if it is ours; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watch;

        if (server is { HasExited: false })
        {
            Signals.Send(server.Id, Signals.FastShutdown);
            await Task.WhenAny(server.WaitForExitAsync(), Task.Delay(StopTimeout));
            if (!server.HasExited)
                Signals.Send(server.Id, Signals.ImmediateShutdown);
            await server.WaitForExitAsync();
        }

        server?.Dispose();
        server = null;
        if (shortcut is not null && Directory.Exists(shortcut))
            Directory.Delete(shortcut, recursive: true);
        held?.Dispose();
    }

    /// <summary>
    /// Whoever has the lock has the folder. The kernel gives it back when its process ends, however that happens.
    /// </summary>
    private bool Hold()
    {
        try
        {
            CreatePrivate(folder);
            held = new FileStream(
                Path.Combine(folder, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.Write,
                FileShare.None
            );
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            throw new PostgresFailed(
                $"The data folder {folder} cannot be written to: start as the user it belongs to, "
                    + "or choose another folder with Data__Folder."
            );
        }
        catch (IOException e) when (e.HResult == HeldByAnother)
        {
            return false;
        }
        catch (IOException e)
        {
            throw new PostgresFailed(
                $"The data folder {folder} cannot be used ({e.Message}): choose another with Data__Folder."
            );
        }
    }

    /// <summary>
    /// The cluster's folder, or where its path is too long for a socket, a link to it from a folder of this process.
    /// </summary>
    private string SocketFolder()
    {
        if (Encoding.UTF8.GetByteCount(Path.Combine(Cluster, ".s.PGSQL.5432")) <= LongestSocketPath)
            return Cluster;

        shortcut = Directory.CreateTempSubdirectory("kapprum-").FullName;
        var link = Path.Combine(shortcut, "postgres");
        File.CreateSymbolicLink(link, Cluster);
        return link;
    }

    /// <summary>
    /// The folder with PostgreSQL's programs: of the cluster's version, or for a new cluster the newest from 15 on.
    /// </summary>
    private static string Binaries(string? version)
    {
        var found = (
            from folder in (
                Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : []
            )
                .Select(installed => Path.Combine(installed, "bin"))
                .Concat(
                    Environment.GetEnvironmentVariable("PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? []
                )
            let initdb = Path.Combine(folder, "initdb")
            where File.Exists(initdb) && File.Exists(Path.Combine(folder, "postgres"))
            let major = MajorVersion(folder)
            where major >= 15
            orderby major descending
            select (Folder: folder, Version: major.ToString(CultureInfo.InvariantCulture))
        ).ToList();

        if (found.Count == 0)
            throw new PostgresFailed(
                "PostgreSQL 15 or newer is not installed: install it with `apt-get install postgresql`, "
                    + "or name a database in ConnectionStrings__Kapprum."
            );
        if (
            Environment.IsPrivilegedProcess
            && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
        )
            throw new PostgresFailed(
                "PostgreSQL does not run as root and there is no user postgres to run it as: "
                    + "add one with `adduser --system --group postgres`."
            );

        return found.FirstOrDefault(f => version is null || f.Version == version).Folder
            ?? throw new PostgresFailed(
                $"The database was made by PostgreSQL {version}, which is not installed: "
                    + $"install it with `apt-get install postgresql-{version}`."
            );
    }

    private static int MajorVersion(string folder)
    {
        if (int.TryParse(Path.GetFileName(Path.GetDirectoryName(folder)), CultureInfo.InvariantCulture, out var named))
            return named;

        using var asked = Process.Start(Quietly([Path.Combine(folder, "postgres"), "--version"]))!;
        var answer = Digits().Match(asked.StandardOutput.ReadToEnd());
        return answer.Success ? int.Parse(answer.Value, CultureInfo.InvariantCulture) : 0;
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\d+")]
    private static partial System.Text.RegularExpressions.Regex Digits();

    /// <summary>
    /// What goes before a command that works on a folder and writes to a log. Root lets the folder's owner do it.
    /// </summary>
    private static string[] HandingOver(string folder, string log)
    {
        var owner = Environment.IsPrivilegedProcess
            ? """setpriv --reuid="$(stat -c %u "$0")" --regid="$(stat -c %g "$0")" --clear-groups """
            : "";
        return
        [
            "/bin/sh",
            "-c",
            $"""umask 077; exec 9< "$0" < /dev/null >> "$1" 2>&1; shift; exec setsid {owner}"$@" """,
            folder,
            log,
        ];
    }

    private async Task<string> LoggedSince(long position)
    {
        if (!File.Exists(Log))
            return "";
        await using var file = new FileStream(
            Log,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        file.Position = Math.Min(position, file.Length);
        using var reader = new StreamReader(file);
        return string.Join(
            " / ",
            (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(4)
        );
    }

    private static async Task Run(string[] command, CancellationToken ct)
    {
        using var running = Process.Start(Quietly(command))!;
        var errors = running.StandardError.ReadToEndAsync(ct);
        var output = await running.StandardOutput.ReadToEndAsync(ct) + await errors;
        await running.WaitForExitAsync(ct);
        if (running.ExitCode != 0)
            throw new PostgresFailed($"The database could not be made: {output.Trim().Replace('\n', ' ')}");
    }

    private static ProcessStartInfo Quietly(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var own in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList()
        )
            start.Environment.Remove(own);
        return start;
    }

    private static class Signals
    {
        public const int FastShutdown = 2;
        public const int ImmediateShutdown = 3;

        public static void Send(int pid, int signal) => _ = Kill(pid, signal);

        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern int Kill(int pid, int signal);
    }
}
