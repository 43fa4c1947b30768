using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Turns published events into Hangfire jobs: one for each handler and up to 500 events, each retried alone. What a
/// handler has to be told stands in <c>kernel.delivery</c> until it is done, and is handed out again when the retries
/// of its job are over: nothing ends it but the handler.
/// </summary>
internal sealed class OutboxRelay(
    [FromKeyedServices(Connections.OfJobs)] NpgsqlDataSource database,
    Subscriptions subscriptions,
    IServiceProvider services,
    Signals signals,
    TimeProvider clock,
    ILogger<OutboxRelay> log
) : BackgroundService
{
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(300);

    /// <summary>Hangfire's retries of a failing job are over by then.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromHours(12);

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
                        atMost: TimeSpan.FromMinutes(1),
                        stopping
                    ) > 0
                ) { }
            }
            catch (Exception e) when (DatabaseFault.Of(e) is { IsAway: true } fault)
            {
                log.LogWarning("The outbox waits for the database ({Kind})", fault.Kind);
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
                atMost: TimeSpan.FromHours(1),
                ct
            ) > 0
        ) { }
    }

    /// <param name="atMost">
    /// How long it takes to hand out: whoever has not said by then how it went is dead, and another relay does it.
    /// </param>
    /// <returns>How many events were new and how many deliveries were handed out, together.</returns>
    private async Task<int> Relay(Func<string, Guid[], Task> hand, TimeSpan atMost, CancellationToken ct)
    {
        await using var db = await database.OpenConnectionAsync(ct);
        var pairs = subscriptions.Pairs;
        var until = clock.GetUtcNow() + atMost;

        // An event this host does not know waits for one that does, as while a new version is rolled out.
        var relayed = await db.Value<int>(
            """
            with relayed as (
                update kernel.outbox set relayed_at = @Now
                where id in (select id from kernel.outbox where relayed_at is null and event = any(@Events)
                             order by seq limit 500 for no key update skip locked)
                returning id, event, due_at),
            due as (
                insert into kernel.delivery (event_id, handler, due_at)
                select relayed.id, pair.handler, greatest(@Now, relayed.due_at)
                from relayed join unnest(@PairEvents, @PairHandlers) as pair (event, handler) using (event))
            select count(*)::int from relayed
            """,
            new
            {
                Now = clock.GetUtcNow(),
                subscriptions.Events,
                PairEvents = pairs.Select(pair => pair.Event).ToArray(),
                PairHandlers = pairs.Select(pair => pair.Handler).ToArray(),
            },
            ct
        );

        var due = await db.Query<(Guid EventId, string Handler)>(
            """
            with due as (
                select event_id, handler from kernel.delivery
                where due_at <= @Now and handler = any(@Handlers)
                order by due_at limit 2000 for update skip locked),
            taken as (
                update kernel.delivery set due_at = @Until from due
                where delivery.event_id = due.event_id and delivery.handler = due.handler
                returning delivery.event_id, delivery.handler)
            select taken.event_id, taken.handler
            from taken join kernel.outbox on outbox.id = taken.event_id
            order by outbox.seq
            """,
            new
            {
                Now = clock.GetUtcNow(),
                Until = until,
                subscriptions.Handlers,
            },
            ct
        );

        List<Exception> failures = [];
        var handed = 0;
        try
        {
            foreach (var handler in due.GroupBy(row => row.Handler))
            foreach (var events in handler.Select(row => row.EventId).Chunk(500))
            {
                var next = clock.GetUtcNow() + Again;
                try
                {
                    await hand(handler.Key, events);
                }
                catch (Exception e)
                {
                    failures.Add(e);
                    next = clock.GetUtcNow();
                }

                // What a worker has under its hands by now needs no date, and is not waited for.
                await db.Execute(
                    """
                    update kernel.delivery set due_at = @next
                    where ctid = any (array(
                        select ctid from kernel.delivery
                        where handler = @Key and event_id = any(@events)
                        for update skip locked))
                    """,
                    new
                    {
                        next,
                        handler.Key,
                        events,
                    },
                    CancellationToken.None
                );
                handed += events.Length;
                ct.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            // Who is stopped in the middle leaves the rest to others at once.
            if (handed < due.Count)
                await db.Execute(
                    """
                    update kernel.delivery set due_at = @Now
                    where ctid = any (array(
                        select ctid from kernel.delivery
                        where due_at = @Until and handler = any(@Handlers) and event_id = any(@Events)
                        for update skip locked))
                    """,
                    new
                    {
                        Now = clock.GetUtcNow(),
                        Until = until,
                        subscriptions.Handlers,
                        Events = due.Select(row => row.EventId).Distinct().ToArray(),
                    },
                    CancellationToken.None
                );
        }

        if (failures.Count > 0)
            throw new AggregateException(failures);
        return relayed + due.Count;
    }
}
