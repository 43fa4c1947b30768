using System.Collections.Concurrent;
using System.Diagnostics;
using Kapprum.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kapprum.Host;

/// <summary>
/// Ready: the host is not about to stop, and the database answers, over a connection that nothing else waits for,
/// within the setting's time. Degraded, with the reasons: something that people need does not get done, though the host
/// answers them. However many ask, one looks, and not more often than the settings say.
/// </summary>
internal sealed class Readiness(
    [FromKeyedServices(Connections.OfHealth)] NpgsqlDataSource database,
    Subscriptions subscriptions,
    DatabaseFaults faults,
    IMailDelivery delivery,
    MailSender mails,
    IHostApplicationLifetime host,
    IOptions<HealthSettings> settings,
    TimeProvider clock,
    ILogger<Readiness> log
) : IHealthCheck
{
    private static readonly TimeSpan OldMail = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan OldEvent = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Closed = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DiskFull = TimeSpan.FromSeconds(30);

    private readonly Lock choosing = new();
    private Examination? latest;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        if (host.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("The host is stopping.");

        Examination examination;
        lock (choosing)
            examination =
                latest is { } earlier && (!earlier.Over.IsCompleted || IsFresh(earlier))
                    ? earlier
                    : latest = new(Examine);

        // A little less, as the answer has to be written too.
        await Task.WhenAny(examination.Over, Task.Delay(TimeSpan.FromSeconds(settings.Value.AnswerSeconds) * 0.9, ct));
        return examination.Result;
    }

    private bool IsFresh(Examination examination) => examination.Age < TimeSpan.FromSeconds(settings.Value.KeptSeconds);

    /// <summary>
    /// Writes the state; to those who probe from the networks of the setting <c>Health:Networks</c> the reasons too.
    /// They name nobody, but tell a stranger what is broken.
    /// </summary>
    public static Func<HttpContext, HealthReport, Task> Writer(IConfiguration settings)
    {
        var inside = settings.Networks(
            "Health:Networks",
            "127.0.0.0/8, ::1/128, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7"
        );
        return (http, report) =>
        {
            http.Response.ContentType = "text/plain";
            var reasons =
                http.Connection.RemoteIpAddress is { } address && inside.Any(network => network.Contains(address))
                    ? report.Entries.Values.Select(entry => entry.Description).OfType<string>()
                    : [];
            return http.Response.WriteAsync(string.Join(": ", [report.Status.ToString(), .. reasons]));
        };
    }

    private async Task Examine(Examination examination)
    {
        try
        {
            await using var db = await Answering();
            examination.Answered = true;
            examination.Add(await WhyNoWrites(db));
            var now = clock.GetUtcNow();
            var backlog = await Backlog.Read(db, subscriptions, now, CancellationToken.None);
            examination.Add(backlog.OldestEvent < now - OldEvent ? "Events wait to be relayed." : null);
            examination.Add(backlog.HasUnhandled ? "Events have not been handled for an hour; /jobs says why." : null);
            examination.Add(backlog.HasFailedLately ? "Jobs have failed; /jobs says why." : null);
            examination.Add(
                mails.ClosedSince < now - Closed ? "No mails go out."
                : backlog.OldestMail < now - OldMail ? "Mails wait to be sent."
                : null
            );
            examination.Add(delivery.Obstacle());
        }
        catch (Exception e) when (DatabaseFault.Of(e) is { } fault)
        {
            examination.Add($"What waits could not be looked at ({fault.Kind}).");
        }
        catch (Exception e)
        {
            log.LogError(e, "What waits could not be looked at");
            examination.Add("What waits could not be looked at; the log says why.");
        }
    }

    /// <summary>One that was left over from before the database went away may fail once.</summary>
    private async Task<NpgsqlConnection> Answering()
    {
        for (var isAgain = false; ; isAgain = true)
        {
            var db = await database.OpenConnectionAsync();
            try
            {
                await db.Value<int>("select 1", null, CancellationToken.None);
                return db;
            }
            catch (NpgsqlException)
            {
                await db.DisposeAsync();
                if (isAgain)
                    throw;
            }
        }
    }

    /// <summary>Found out by writing; a full disk still takes what fits in where something was.</summary>
    private async Task<string?> WhyNoWrites(NpgsqlConnection db)
    {
        try
        {
            var now = clock.GetUtcNow();
            await db.Execute(
                """
                insert into kernel.heartbeat (host, at) values (@MachineName, @now)
                on conflict (host) do update set at = excluded.at;
                delete from kernel.heartbeat where at < @yesterday
                """,
                new
                {
                    Environment.MachineName,
                    now,
                    yesterday = now.AddDays(-1),
                },
                CancellationToken.None
            );
            return faults.Met(DatabaseFault.DiskFull, DiskFull) ? "The database's disk is full." : null;
        }
        catch (Exception e) when (DatabaseFault.Of(e) is { } fault)
        {
            return $"The database takes no writes ({fault.Kind}).";
        }
    }

    /// <summary>What one look has found so far.</summary>
    private sealed class Examination
    {
        private readonly ConcurrentQueue<string> reasons = new();
        private readonly long began = Stopwatch.GetTimestamp();

        public Examination(Func<Examination, Task> examine) => Over = Task.Run(() => examine(this));

        public Task Over { get; }

        public TimeSpan Age => Stopwatch.GetElapsedTime(began);

        public bool Answered { get; set; }

        public HealthCheckResult Result =>
            !Answered ? HealthCheckResult.Unhealthy("The database does not answer.")
            : !Over.IsCompletedSuccessfully ? Degraded([.. reasons, "It takes long to look at what waits."])
            : reasons.IsEmpty ? HealthCheckResult.Healthy()
            : Degraded(reasons);

        public void Add(string? reason)
        {
            if (reason is not null)
                reasons.Enqueue(reason);
        }

        private static HealthCheckResult Degraded(IEnumerable<string> reasons) =>
            HealthCheckResult.Degraded(string.Join(' ', reasons));
    }
}

internal static class ReadinessRegistration
{
    public static void AddReadiness(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddHealthChecks().AddCheck<Readiness>("database");
    }
}
