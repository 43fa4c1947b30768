using System.Collections.Concurrent;
using Dapper;
using Kapprum.Host;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace Kapprum.Support;

/// <summary>
/// The application that most tests share: its clock stands still, so whoever needs to move it starts one of his own.
/// </summary>
public sealed class SharedApp : IAsyncLifetime
{
    public App App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await App.Shared();

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>
/// The whole application, served by Kestrel on a port of its own over a database of its own. Its clock stands still
/// until a test moves it, its mails are files, and what follows from what has happened follows when a test says <see
/// cref="Drain"/>.
/// </summary>
public sealed partial class App : IAsyncDisposable
{
    /// <summary>Tuesday 24 November 2026, 07:00 in Stockholm.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Passwords are hashed as at an operator's, but for how long: there a hundred times as long, which would be a part
    /// of what the tests take.
    /// </summary>
    public static readonly PasswordHasherOptions Hashing = new() { IterationCount = 2_200 };

    private const string Patience =
        ";Timeout=30;Command Timeout=60;Options=-c lock_timeout=30000 -c statement_timeout=60000";

    // Hangfire logs by way of a static property, so the log must outlive the application that set it.
    private static readonly ILoggerFactory Logs = LoggerFactory.Create(logging =>
        logging.AddProvider(ErrorLog.Listen())
    );

    private static readonly Dictionary<string, string?> Empty = [];
    private static readonly ConcurrentDictionary<string, Lazy<Task<App>>> Running = new();

    private readonly WebApplication host;
    private readonly SemaphoreSlim settling = new(1, 1);

    private App(WebApplication host, string database, FakeTimeProvider clock, string folder) =>
        (this.host, Database, Clock, Folder) = (host, database, clock, folder);

    public FakeTimeProvider Clock { get; }

    /// <summary>Connects to its database as the owner.</summary>
    public string Database { get; }

    /// <summary>Holds what the application writes to files, its mails for instance.</summary>
    public string Folder { get; }

    public DateOnly Today => Clock.Today();

    public IServiceProvider Services => host.Services;

    /// <summary>Where it is served, without a slash at the end.</summary>
    public string Address => host.Urls.First();

    /// <summary>
    /// The application of all tests that need this moment and these settings. They make what they need in it, leave its
    /// clock alone and what is not theirs, and let it live.
    /// </summary>
    public static Task<App> Shared(DateTimeOffset? at = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var key = string.Join(
            '\n',
            [$"{at ?? Morning:O}", .. (settings ?? Empty).Select(setting => $"{setting}").Order()]
        );
        return Running.GetOrAdd(key, _ => new(() => Start(at, settings))).Value;
    }

    /// <param name="at">The moment the clock stands at; <see cref="Morning"/> if not given.</param>
    /// <param name="settings">Settings that differ, by name.</param>
    /// <param name="instead">Services that differ.</param>
    /// <param name="hurried">Whether requests wait no longer than they do at an operator's. A machine that is busy with
    /// other tests is slow for no fault of theirs.</param>
    public static async Task<App> Start(
        DateTimeOffset? at = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? instead = null,
        bool hurried = false
    )
    {
        var database = await Cluster.NewDatabase();
        var folder = Directory
            .CreateDirectory(Path.Combine(Cluster.Folder, Guid.CreateVersion7().ToString("n")))
            .FullName;
        var clock = new FakeTimeProvider((at ?? Morning).ToUniversalTime());
        clock.SetLocalTimeZone(SchoolTime.Zone);

        var builder = Serve.Builder([]);
        builder.Configuration["ConnectionStrings:Kapprum"] = hurried ? database : database + Patience;
        builder.Configuration["Health:AnswerSeconds"] = "30";
        builder.Configuration["Jobs:Run"] = "false";
        builder.Configuration["Data:Folder"] = folder;
        // Tests come from where they say they do.
        builder.Configuration["Proxy:Networks"] = "127.0.0.0/8";
        // A test looks again at once.
        builder.Configuration["Health:KeptSeconds"] = "0";
        // Its clock stands still, so that what waits would never come.
        builder.Configuration["Absence:TellAfterMinutes"] = "0";
        foreach (var (name, value) in settings ?? Empty)
            builder.Configuration[name] = value;
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        var host = Application.Build(
            builder,
            services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                services.AddSingleton(Logs);
                services.PostConfigure<PasswordHasherOptions>(options =>
                    options.IterationCount = Hashing.IterationCount
                );
                instead?.Invoke(services);
            }
        );
        await host.StartAsync();
        return new(host, database, clock, folder);
    }

    /// <summary>
    /// A client nobody is logged in with, for the API below /api/. It follows no redirects and keeps no cookies.
    /// </summary>
    public HttpClient Nobody() => Client("/api/");

    /// <summary>A client for the pages. It follows no redirects; cookies are kept when asked for.</summary>
    public HttpClient Client(string below = "/", bool keepCookies = false) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = keepCookies,
                // Who asks before sending a large body waits for the answer, also on a busy machine.
                Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
            }
        )
        {
            BaseAddress = new Uri(Address + below),
        };

    /// <summary>Lets everything that follows from what has happened happen: events and mails.</summary>
    public async Task Drain()
    {
        // What another test's has in hand already, this one would not wait for.
        await settling.WaitAsync();
        try
        {
            await Services.GetRequiredService<OutboxRelay>().Drain();
            await Services.GetRequiredService<MailSender>().Drain();
        }
        finally
        {
            settling.Release();
        }
    }

    /// <summary>Sends a command as the clock or the command line does, with no user.</summary>
    public async Task Send(ICommand command)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISender>().Send(command);
    }

    /// <summary>Sends a command that the clock sends every day, by its name: its type is its module's own.</summary>
    public Task Daily(string command)
    {
        var type = AppDomain
            .CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name!.StartsWith("Kapprum.", StringComparison.Ordinal))
            .SelectMany(assembly => assembly.GetTypes())
            .Single(type => type.Name == command && type.IsAssignableTo(typeof(ICommand)));
        return Send((ICommand)Activator.CreateInstance(type, nonPublic: true)!);
    }

    /// <summary>Removes what is old enough of one kind, as every night does with all of them.</summary>
    public Task<int> Purge(string what) =>
        Services
            .GetRequiredService<OwnTransaction>()
            .Run(
                async own =>
                {
                    var purge = own.GetServices<IPurge>().Single(purge => purge.What == what);
                    var kept = await own.GetRequiredService<ISettings>()
                        .Get(purge.Keeps.Setting, CancellationToken.None);
                    return await purge.Purge(
                        purge.Keeps.Before(kept, Clock.GetUtcNow()),
                        int.MaxValue,
                        CancellationToken.None
                    );
                },
                CancellationToken.None
            );

    /// <summary>Looks for what must never be of one kind, as every night does for all of them.</summary>
    public Task<Findings> Check(string name) =>
        Services
            .GetRequiredService<OwnTransaction>()
            .Run(
                own => own.GetServices<ICheck>().Single(check => check.Name == name).Find(20, CancellationToken.None),
                CancellationToken.None
            );

    /// <inheritdoc cref="Send(ICommand)"/>
    public async Task<TResult> Send<TResult>(Kapprum.Kernel.ICommand<TResult> command)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(command);
    }

    /// <summary>Asks a query with no user.</summary>
    public async Task<TResult> Send<TResult>(IQuery<TResult> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(query);
    }

    public async Task<T> Value<T>(string sql, object? args = null)
    {
        await using var db = await Connection();
        return (await db.ExecuteScalarAsync<T>(sql, args))!;
    }

    /// <summary>The first row, which must be there.</summary>
    public async Task<T> Row<T>(string sql, object? args = null)
    {
        await using var db = await Connection();
        return await db.QueryFirstAsync<T>(sql, args);
    }

    public async Task Execute(string sql, object? args = null)
    {
        await using var db = await Connection();
        await db.ExecuteAsync(sql, args);
    }

    /// <summary>A connection to its database, as the owner.</summary>
    public async Task<NpgsqlConnection> Connection()
    {
        var db = new NpgsqlConnection(Database);
        await db.OpenAsync();
        return db;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        // The database goes with its cluster; dropping it would cost a checkpoint.
        await using var pooled = new NpgsqlConnection(Database);
        NpgsqlConnection.ClearPool(pooled);
        Directory.Delete(Folder, recursive: true);
    }
}
