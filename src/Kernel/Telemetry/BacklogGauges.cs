using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Gauges of what waits: ages in seconds, of the moment they are asked at. The database is asked every half minute, and
/// only while somebody measures.
/// </summary>
internal sealed class BacklogGauges : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource database;
    private readonly Subscriptions subscriptions;
    private readonly TimeProvider clock;
    private readonly ILogger<BacklogGauges> log;
    private readonly ObservableGauge<double> oldestMail;
    private Backlog? last;

    public BacklogGauges(
        [FromKeyedServices(Connections.OfHealth)] NpgsqlDataSource database,
        IMeterFactory meters,
        Subscriptions subscriptions,
        TimeProvider clock,
        ILogger<BacklogGauges> log
    )
    {
        (this.database, this.subscriptions, this.clock, this.log) = (database, subscriptions, clock, log);
        // Of this host, not of the process: it goes with the host.
        var meter = meters.Create(Instruments.Name);
        oldestMail = meter.CreateObservableGauge(
            "kapprum.mail.oldest",
            () => Age(last?.OldestMail),
            "s",
            "Age of the oldest mail that is due and neither sent nor dropped; 0 when there is none."
        );
        meter.CreateObservableGauge(
            "kapprum.event.oldest",
            () => Age(last?.OldestEvent),
            "s",
            "Age of the oldest event that has not been handed out; 0 when there is none."
        );
        meter.CreateObservableGauge(
            "kapprum.job.failed",
            () => last is { } known ? [new(known.FailedJobs)] : Array.Empty<Measurement<int>>(),
            description: "Jobs whose tries are over, until somebody has seen to them at /jobs."
        );
        meter.CreateObservableGauge(
            "kapprum.job.since_success",
            () =>
                (last?.Succeeded ?? []).Select(done => new Measurement<double>(
                    (clock.GetUtcNow() - done.At).TotalSeconds,
                    new KeyValuePair<string, object?>("name", done.Command)
                )),
            "s",
            "How long ago each command of the clock was last carried out."
        );
    }

    /// <summary>Looks anew.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await using var db = await database.OpenConnectionAsync(ct);
        last = await Backlog.Read(db, subscriptions, clock.GetUtcNow(), ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        for (; ; await Task.Delay(Between, stopping))
            try
            {
                if (oldestMail.Enabled)
                    await Refresh(stopping);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // No figure is better than one of before.
                last = null;
                log.LogWarning("What waits could not be measured: {Reason}", e.Message);
            }
    }

    private IEnumerable<Measurement<double>> Age(DateTimeOffset? oldest) =>
        last is null ? [] : [new(oldest is { } at ? Math.Max(0, (clock.GetUtcNow() - at).TotalSeconds) : 0)];
}
