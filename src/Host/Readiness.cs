using System.Collections.Concurrent;
using Kapprum.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kapprum.Host;

/// <summary>
/// Ready: the host is not about to stop, and the database answers, over a connection that nothing else waits for,
/// within the setting's time. Degraded, with the reasons: something that people need does not get done, though the host
/// answers them. However many ask at once, one looks.
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
    private Look? latest;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        if (host.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("The host is stopping.");

        Look look;
        lock (choosing)
            look = latest is { Over.IsCompleted: false } ? latest : latest = new(See);

        // A little less, as the answer has to be written too.
        await Task.WhenAny(look.Over, Task.Delay(TimeSpan.FromSeconds(settings.Value.AnswerSeconds) * 0.9, ct));
        return look.Result;
    }

    /// <summary>Writes the state, and the reasons if there are any; they name nobody.</summary>
    public static Task Write(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain";
        var reasons = report.Entries.Values.Select(entry => entry.Description).OfType<string>();
        return http.Response.WriteAsync(string.Join(": ", [report.Status.ToString(), .. reasons]));
    }

    private async Task See(Look look)
    {
        try
        {
            await using var db = await Answering();
            look.Answered = true;
            look.Add(await WhyNoWrites(db));
            var now = clock.GetUtcNow();
            var backlog = await Backlog.Read(db, subscriptions, now, CancellationToken.None);
            look.Add(backlog.OldestEvent < now - OldEvent ? "Events wait to be relayed." : null);
            look.Add(backlog.HasUnhandled ? "Events have not been handled for an hour; /jobs says why." : null);
            look.Add(backlog.HasFailedLately ? "Jobs have failed; /jobs says why." : null);
            look.Add(
                mails.ClosedSince < now - Closed ? "No mails go out."
                : backlog.OldestMail < now - OldMail ? "Mails wait to be sent."
                : null
            );
            look.Add(delivery.Obstacle());
        }
        catch (Exception e) when (DatabaseFault.Of(e) is { } fault)
        {
            look.Add($"What waits could not be looked at ({fault.Kind}).");
        }
        catch (Exception e)
        {
            log.LogError(e, "What waits could not be looked at");
            look.Add("What waits could not be looked at; the log says why.");
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
    private sealed class Look
    {
        private readonly ConcurrentQueue<string> reasons = new();

        public Look(Func<Look, Task> see) => Over = Task.Run(() => see(this));

        public Task Over { get; }

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
