using Microsoft.Extensions.Options;

namespace Kapprum.Host;

/// <summary>
/// Between serving and gone: from the signal to stop on the host says that it is not ready, takes no new jobs, closes
/// each connection with its answer, and goes on answering for as long as those in front of it need to notice. Then it
/// stops.
/// </summary>
internal sealed class Draining(IOptions<ShutdownSettings> settings) : IHostedLifecycleService
{
    /// <summary>Called before anything is stopped, the listener too.</summary>
    public Task StoppingAsync(CancellationToken ct) =>
        Task.Delay(TimeSpan.FromSeconds(settings.Value.DrainSeconds), ct);

    public Task StartingAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StartAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken ct) => Task.CompletedTask;
}

/// <summary>The section <c>Shutdown</c> of the settings.</summary>
internal sealed class ShutdownSettings
{
    /// <summary>How many seconds a host goes on answering after it was told to stop, 0 to 300.</summary>
    public int DrainSeconds { get; set; }
}

internal static class DrainingRegistration
{
    private static readonly TimeSpan ForRequests = TimeSpan.FromSeconds(30);

    public static void AddDraining(this IServiceCollection services)
    {
        services
            .AddOptions<ShutdownSettings>()
            .BindConfiguration("Shutdown")
            .Validate(stop => stop.DrainSeconds is >= 0 and <= 300, "Shutdown:DrainSeconds must be 0 to 300.")
            .ValidateOnStart();
        services.AddHostedService<Draining>();
        // What is under way when the listener closes has its time after the draining.
        services
            .AddOptions<HostOptions>()
            .Configure<IOptions<ShutdownSettings>>(
                (host, stop) => host.ShutdownTimeout = ForRequests + TimeSpan.FromSeconds(stop.Value.DrainSeconds)
            );
    }

    public static void UseDraining(this WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                if (app.Lifetime.ApplicationStopping.IsCancellationRequested)
                    http.Response.Headers.Connection = "close";
                return next();
            }
        );
}
