using System.Net;
using System.Net.Sockets;
using Kapprum.Kernel;

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
        RefuseTakenPort(address);
        builder.Configuration["Public:Address"] ??= Reachable(address);

        await using var database = new Database(builder.Configuration, Console.WriteLine);
        // The database comes up while the application is put together.
        var opening = database.Open(ct);
        await using var app = await BuildBeside(builder, opening);
        await Migrate(app, database, ct);

        var demo = new Demo(app.Services, Database.DataFolder(app.Configuration), Console.WriteLine);
        if (app.Configuration.GetValue("Demo:Load", database.IsEmbedded))
            await InWords(app, demo.Load(ct));

        await app.StartAsync(ct);
        Console.WriteLine($"Kapprum is open at {Reachable(app.Urls.First())}");
        if (database.IsEmbedded)
            await File.WriteAllTextAsync(AddressFile(app.Configuration), builder.Configuration["Public:Address"], ct);
        if (demo.LogIns is { } logIns)
            Console.WriteLine(logIns);
        Console.WriteLine("Ctrl-C stops it.");
        app.Services.ScheduleModules();

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
        await Migrate(app, database, ct);
        await InWords(app, work(app.Services));
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
            throw new InvalidOperationException(
                app.Services.GetRequiredService<Texts>()[$"refusal.{no.Code}", no.Words],
                no
            );
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
            return Application.Build(builder);
        }
        finally
        {
            await opening;
        }
    }

    private static async Task Migrate(WebApplication app, Database database, CancellationToken ct)
    {
        await using var owner = Npgsql.NpgsqlDataSource.Create(database.Owner);
        await Migrations.Apply(
            Path.Combine(AppContext.BaseDirectory, "migrations"),
            owner,
            app.Services.GetRequiredService<TimeProvider>(),
            ct
        );
        await Jobs.Migrate(owner, app.Services.GetRequiredService<TimeProvider>(), ct);
    }

    private static void RefuseTakenPort(string addresses)
    {
        foreach (
            var address in addresses.Split(';').Select(BindingAddress.Parse).Where(a => a.Port > 0 && !a.IsUnixPipe)
        )
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, address.Port);
                probe.Start();
            }
            catch (SocketException)
            {
                throw new InvalidOperationException(
                    $"Port {address.Port} is taken: stop what uses it, "
                        + $"or choose another with --urls http://localhost:{address.Port + 1}."
                );
            }
        }
    }
}
