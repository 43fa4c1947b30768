using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Turns published events into Hangfire jobs: one for each handler and up to 500 events, each retried alone.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource database,
    Subscriptions subscriptions,
    IServiceProvider services,
    Signals signals,
    TimeProvider clock,
    ILogger<OutboxRelay> log
) : BackgroundService
{
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var jobs = services.GetRequiredService<IBackgroundJobClient>();

        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (
                    await Relay(
                        (handler, ids) =>
                        {
                            jobs.Enqueue<EventDelivery>(delivery =>
                                delivery.Deliver(handler, ids, CancellationToken.None)
                            );
                            return Task.CompletedTask;
                        },
                        stopping
                    ) > 0
                ) { }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "The outbox could not be relayed; trying again in {Seconds} s", SlowPoll.TotalSeconds);
            }

            await signals.Wait(Outbox.Signal, SlowPoll, stopping);
        }
    }

    /// <summary>
    /// Delivers everything here and now, and what follows from it, without Hangfire: for the command line, which ends
    /// when its work is done, and for tests. What a handler fails at stays for a serving host to try again.
    /// </summary>
    public async Task Drain(CancellationToken ct = default)
    {
        while (
            await Relay(
                async (handler, ids) =>
                {
                    await using var scope = services.CreateAsyncScope();
                    var delivery = scope.ServiceProvider.GetRequiredService<EventDelivery>();
                    while ((ids = await delivery.Try(handler, ids, ct)).Length > 0)
                        await Task.Delay(BetweenTries, ct);
                },
                ct
            ) > 0
        ) { }
    }

    private async Task<int> Relay(Func<string, Guid[], Task> hand, CancellationToken ct)
    {
        await using var db = await database.OpenConnectionAsync(ct);
        await using var transaction = await db.BeginTransactionAsync(ct);

        // An event this host does not know waits for one that does, as while a new version is rolled out.
        var due = await db.Query<(Guid Id, string Event)>(
            """
            update kernel.outbox set relayed_at = @Now
            where id in (select id from kernel.outbox where relayed_at is null and event = any(@Events)
                         order by id limit 500 for no key update skip locked)
            returning id, event
            """,
            new { Now = clock.GetUtcNow(), subscriptions.Events },
            ct
        );

        List<Exception> failures = [];
        foreach (var events in due.OrderBy(row => row.Id).GroupBy(row => row.Event))
        foreach (var handler in subscriptions.HandlersOf(events.Key))
            try
            {
                await hand(handler, [.. events.Select(row => row.Id)]);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(e);
            }

        if (failures.Count > 0)
            throw new AggregateException(failures);

        // A crash or a failure before this line hands the same events out again, which the inbox makes harmless.
        await transaction.CommitAsync(ct);
        return due.Count;
    }
}

/// <summary>The Hangfire job: some events to one handler. Inbox rows make a second delivery a no-op.</summary>
internal sealed class EventDelivery(IServiceScopeFactory scopes)
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    [JobDisplayName("{0}")]
    public async Task Deliver(string handler, Guid[] eventIds, CancellationToken ct)
    {
        var early = await Try(handler, eventIds, ct);
        if (early.Length == 0)
            return;

        // Killed before this line, the job itself is run again.
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<IBackgroundJobClient>()
            .Schedule<EventDelivery>(delivery => delivery.Deliver(handler, early, CancellationToken.None), Later);
    }

    /// <summary>Delivers now.</summary>
    /// <returns>The events whose turn it is <see cref="NotYet"/>.</returns>
    public async Task<Guid[]> Try(string handler, Guid[] eventIds, CancellationToken ct)
    {
        try
        {
            await DeliverTogether(handler, eventIds, ct);
            return [];
        }
        catch (NotYet) when (eventIds.Length == 1)
        {
            return eventIds;
        }
        catch (Exception e) when (eventIds.Length > 1 && e is not OperationCanceledException)
        {
            // One that fails must not hold the others back.
            List<Guid> early = [];
            List<Exception> failures = [];
            foreach (var id in eventIds)
            {
                try
                {
                    early.AddRange(await Try(handler, [id], ct));
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    failures.Add(failure);
                }
            }

            if (failures.Count > 0)
                throw new AggregateException(failures);
            return [.. early];
        }
    }

    private async Task DeliverTogether(string handler, Guid[] eventIds, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NpgsqlConnection>();

        await scope
            .ServiceProvider.GetRequiredService<Transaction>()
            .Run(
                async () =>
                {
                    var bodies = await db.Query<string>(
                        """
                        with first as (
                            insert into kernel.inbox (event_id, handler) select unnest(@eventIds), @handler
                            on conflict do nothing
                            returning event_id)
                        select body::text from kernel.outbox where id in (select event_id from first) order by id
                        """,
                        new { eventIds, handler },
                        ct
                    );

                    if (bodies.Count > 0)
                        await scope
                            .ServiceProvider.GetRequiredService<Subscriptions>()
                            .Deliver(handler, bodies, scope.ServiceProvider, ct);
                    return 0;
                },
                ct
            );
    }
}
