using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>The Hangfire job: some events to one handler. Inbox rows make a second delivery a no-op.</summary>
internal sealed class EventDelivery(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    [JobDisplayName("{0}")]
    public async Task Deliver(string handler, Guid[] eventIds, CancellationToken ct)
    {
        await Begin(handler, eventIds, ct);
        var early = await Try(handler, eventIds, ct);
        if (early.Length == 0)
            return;

        // Killed before this line, the job itself is run again.
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<IBackgroundJobClient>()
            .Schedule<EventDelivery>(delivery => delivery.Deliver(handler, early, CancellationToken.None), Later);
    }

    /// <summary>
    /// Says that it is under way, before a transaction that may last: the relay passes over what is locked.
    /// </summary>
    private async Task Begin(string handler, Guid[] eventIds, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<NpgsqlConnection>()
            .Execute(
                """
                update kernel.delivery set due_at = @next
                where ctid = any (array(
                    select ctid from kernel.delivery
                    where handler = @handler and event_id = any(@eventIds)
                    order by event_id
                    for update))
                """,
                new
                {
                    handler,
                    eventIds,
                    next = clock.GetUtcNow() + OutboxRelay.Again,
                },
                ct
            );
    }

    /// <summary>Delivers now.</summary>
    /// <returns>The events whose turn it is <see cref="NotYet"/>.</returns>
    public async Task<Guid[]> Try(string handler, Guid[] eventIds, CancellationToken ct)
    {
        try
        {
            await Instruments.Measure(Instruments.Deliveries, handler, () => DeliverTogether(handler, eventIds, ct));
            return [];
        }
        catch (NotYet) when (eventIds.Length == 1)
        {
            return eventIds;
        }
        catch (Exception e)
            when (eventIds.Length > 1
                && e is not OperationCanceledException
                && DatabaseFault.Of(e) is not { IsAway: true }
            )
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
                catch (Exception failure)
                    when (failure is not OperationCanceledException && DatabaseFault.Of(failure) is not { IsAway: true }
                    )
                {
                    failures.Add(failure);
                }
            }

            if (failures.Count > 0)
                throw new AggregateException(failures);
            return [.. early];
        }
    }

    private async Task<int> DeliverTogether(string handler, Guid[] eventIds, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NpgsqlConnection>();

        return await scope
            .ServiceProvider.GetRequiredService<Transaction>()
            .Run(
                async () =>
                {
                    var bodies = await db.Query<string>(
                        """
                        with first as (
                            insert into kernel.inbox (event_id, handler)
                            select id, @handler from unnest(@eventIds) as event (id)
                            where exists (select from kernel.outbox where outbox.id = event.id)
                            on conflict do nothing
                            returning event_id),
                        told as (
                            delete from kernel.delivery where handler = @handler and event_id = any(@eventIds))
                        select body::text from kernel.outbox where id in (select event_id from first) order by seq
                        """,
                        new { eventIds, handler },
                        ct
                    );

                    if (bodies.Count > 0)
                        await scope
                            .ServiceProvider.GetRequiredService<Subscriptions>()
                            .Deliver(handler, bodies, scope.ServiceProvider, ct);
                    return bodies.Count;
                },
                ct
            );
    }
}
