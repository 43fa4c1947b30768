using System.Net;
using System.Net.Sockets;
using Kapprum.Kernel;
using Microsoft.Extensions.Options;
using Npgsql;
using static Npgsql.PostgresErrorCodes;

namespace Kapprum.Host;

/// <summary>Serves the platform until it is told to stop.</summary>
public static class Serve
{
    private const string DefaultAddress = "http://localhost:5080";

    public static async Task Run(string[] args, CancellationToken ct)
    {
        var builder = Builder(args);
        var address = builder.Configuration["urls"] ?? DefaultAddress;
        builder.WebHost.UseUrls(address);
        RefuseTakenPort(Addresses(address));
        builder.Configuration["Public:Address"] ??= Reachable(address);

        await using var database = new Database(builder.Configuration, Console.WriteLine);
        // A database of one's own goes with its host; beside another there may be hosts that take over.
        builder.Configuration["Shutdown:DrainSeconds"] ??= database.IsEmbedded ? "0" : "5";
        // The database comes up while the application is put together.
        var opening = database.Open(ct);
        await using var app = await BuildBeside(builder, opening);
        await Migrate(app, database, Console.WriteLine, ct);

        var demo = new Demo(app.Services, Database.DataFolder(app.Configuration), Console.WriteLine);
        if (app.Configuration.YesNo("Demo:Load", database.IsEmbedded && !app.Environment.IsProduction()))
            await InWords(app, demo.Load(ct));

        // What one is identified by in the demo is only there.
        if (demo.LogIns is not null && !app.Environment.IsProduction())
            app.Configuration["Demo:TestId"] ??= "true";

        // Planned before anybody is let in: should it fail, nobody is turned out.
        app.Services.ScheduleModules();
        await app.StartAsync(ct);
        Console.WriteLine($"Kapprum is open at {Reachable(app.Urls.First())}");
        if (database.IsEmbedded)
            await File.WriteAllTextAsync(AddressFile(app.Configuration), builder.Configuration["Public:Address"], ct);
        if (demo.LogIns is { } logIns)
            Console.WriteLine(logIns);
        Console.WriteLine("Ctrl-C stops it.");

        await app.WaitForShutdownAsync(ct);
    }

    /// <summary>
    /// Runs something beside the serving hosts, on the same database, and ends. What it logs goes to standard error.
    /// </summary>
    public static async Task Beside(Func<IServiceProvider, Task> work, CancellationToken ct)
    {
        var builder = Builder([]);
        builder.Configuration["Jobs:Run"] = "false";
        // Links lead to the host that serves, or did last.
        if (builder.Configuration["Public:Address"] is null && File.Exists(AddressFile(builder.Configuration)))
            builder.Configuration["Public:Address"] = await File.ReadAllTextAsync(
                AddressFile(builder.Configuration),
                ct
            );
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        await using var database = new Database(builder.Configuration, Console.Error.WriteLine);
        var opening = database.OpenBeside(ct);
        await using var app = await BuildBeside(builder, opening);
        await Migrate(app, database, Console.Error.WriteLine, ct);
        await InWords(app, work(app.Services));
        await app.Services.GetRequiredService<Signals>().Flush(ct);
    }

    public static WebApplicationBuilder Builder(string[] args) =>
        WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                // What belongs to the program lies beside it, wherever it is started from.
                ContentRootPath = AppContext.BaseDirectory,
                ApplicationName = typeof(Serve).Assembly.GetName().Name,
            }
        );

    /// <summary>What is refused is said to the operator in words.</summary>
    private static async Task InWords(WebApplication app, Task work)
    {
        try
        {
            await work;
        }
        catch (Refusal no)
        {
            throw new OperatorError(app.Services.GetRequiredService<Texts>()[$"refusal.{no.Code}", no.Words], no);
        }
    }

    private static string AddressFile(IConfiguration settings) =>
        Path.Combine(Database.DataFolder(settings), "address");

    /// <summary>The first of some addresses to serve at, as one reaches it from this machine.</summary>
    private static string Reachable(string addresses)
    {
        var first = BindingAddress.Parse(addresses.Split(';')[0]);
        var host = first.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : first.Host;
        return $"{first.Scheme}://{host}:{first.Port}";
    }

    private static async Task<WebApplication> BuildBeside(WebApplicationBuilder builder, Task opening)
    {
        try
        {
            var app = Application.Build(builder);
            // Those that are only read later, too.
            app.Services.GetService<IStartupValidator>()?.Validate();
            return app;
        }
        finally
        {
            await opening;
        }
    }

    private static async Task Migrate(WebApplication app, Database database, Action<string> say, CancellationToken ct)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        await using var owner = NpgsqlDataSource.Create(DatabaseRegistration.Unhurried(database.Owner));
        try
        {
            await Migrations.Apply(Path.Combine(AppContext.BaseDirectory, "migrations"), owner, clock, say, ct);
            await OpenFirst(app.Services.GetRequiredService<NpgsqlDataSource>(), ct);
        }
        // What follows from a backup in a new cluster, or from a role that has lost its rights.
        catch (PostgresException e) when (e.SqlState is InsufficientPrivilege or InvalidParameterValue)
        {
            throw new OperatorError(
                $"The host cannot work as its role {Migrations.ApplicationRole} ({e.MessageText}): "
                    + "let an administrator of the database server run "
                    + $"`create role {Migrations.ApplicationRole}` if it is not there, "
                    + $"and `grant {Migrations.ApplicationRole} to` the role in ConnectionStrings:Kapprum.",
                e
            );
        }

        await Jobs.Migrate(owner, clock, ct);
    }

    /// <summary>
    /// The first connection takes longest, as the types of the database are read with it: no request is to wait for
    /// that, and on a busy machine it may want several tries.
    /// </summary>
    private static async Task OpenFirst(NpgsqlDataSource own, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
            try
            {
                await using var first = await own.OpenConnectionAsync(ct);
                return;
            }
            catch (NpgsqlException e) when (tries < 10 && DatabaseFault.Of(e) is { IsAway: true }) { }
    }

    private static IReadOnlyList<BindingAddress> Addresses(string urls)
    {
        try
        {
            var addresses = urls.Split(';').Select(BindingAddress.Parse).ToList();
            if (addresses.All(address => address.IsUnixPipe || address.Port is >= 0 and <= IPEndPoint.MaxPort))
                return addresses;
        }
        catch (FormatException)
        {
            // Said below, in our words.
        }

        throw new OperatorError(
            $"urls is '{urls}', but must be addresses such as http://localhost:5080, with ; between several."
        );
    }

    private static void RefuseTakenPort(IReadOnlyList<BindingAddress> addresses)
    {
        foreach (var address in addresses.Where(address => address.Port > 0 && !address.IsUnixPipe))
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, address.Port);
                probe.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new OperatorError(
                    $"Port {address.Port} is taken: stop what uses it, "
                        + $"or choose another with --urls http://localhost:{address.Port + 1}."
                );
            }
            catch (SocketException e)
            {
                throw new OperatorError(
                    $"Port {address.Port} cannot be listened at ({e.Message}): choose another with --urls."
                );
            }
        }
    }
}
