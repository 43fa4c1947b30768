using System.Net;
using System.Net.Sockets;
using Kapprum.Kernel;
using Npgsql;

namespace Kapprum.Host;

/// <summary>Serves the platform until it is told to stop.</summary>
internal static class Serve
{
    private const string DefaultAddress = "http://localhost:5080";

    public static Task<int> Run(string[] args, CancellationToken ct) => InOneSentence(async () =>
    {
        var builder = Builder(args);
        var address = builder.Configuration["urls"] ?? DefaultAddress;
        builder.WebHost.UseUrls(address);
        RefuseTakenPort(address);

        await using var database = await Database.Open(builder.Configuration, ct);
        await using var app = Application.Build(builder);
        await Migrate(app, database.Owner, ct);
        await app.StartAsync(ct);
        app.Services.ScheduleModules();

        Console.WriteLine($"Kapprum is open at {app.Urls.First()}");
        await Demo.Welcome(app, database.IsEmbedded, ct);
        Console.WriteLine("Ctrl-C stops it.");

        await app.WaitForShutdownAsync(ct);
    });

    public static Task<int> Migrate(CancellationToken ct) => WithApplication(_ => Task.CompletedTask, ct);

    /// <summary>Runs something beside the serving hosts, on the same database, and ends.</summary>
    public static Task<int> WithApplication(Func<IServiceProvider, Task> work, CancellationToken ct) => InOneSentence(async () =>
    {
        var builder = Builder([]);
        builder.Configuration["Jobs:Run"] = "false";

        await using var database = await Database.Open(builder.Configuration, ct);
        await using var app = Application.Build(builder);
        await Migrate(app, database.Owner, ct);
        await work(app.Services);
    });

    public static WebApplicationBuilder Builder(string[] args) =>
        WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // What belongs to the program lies beside it, wherever it is started from.
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(Serve).Assembly.GetName().Name,
        });

    private static async Task Migrate(WebApplication app, string owner, CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(owner);
        await Migrations.Apply(
            Path.Combine(AppContext.BaseDirectory, "migrations"), database, app.Services.GetRequiredService<TimeProvider>(), ct);
    }

    /// <summary>What an operator can mend is said in one sentence; anything else is a bug and shows its stack.</summary>
    private static async Task<int> InOneSentence(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or NpgsqlException or Refusal)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static void RefuseTakenPort(string addresses)
    {
        foreach (var address in addresses.Split(';').Select(a => new Uri(a.Replace("*", "localhost").Replace("+", "localhost"))).Where(a => a.Port > 0))
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, address.Port);
                probe.Start();
            }
            catch (SocketException)
            {
                throw new InvalidOperationException(
                    $"Port {address.Port} is taken: stop what uses it, or choose another with --urls http://localhost:{address.Port + 1}.");
            }
        }
    }
}
