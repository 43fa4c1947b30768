using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Events that every handler has been told of. What is for a handler that no longer exists is given up with them, and
/// so are events that nobody knows any more.
/// </summary>
internal sealed class PurgeEvents(NpgsqlConnection db, Subscriptions subscriptions, ILogger<PurgeEvents> log) : IPurge
{
    public string What => "events";

    public Retention Keeps => Retention.Days(KernelRetention.Events);

    public async Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct)
    {
        var orphans = await db.Query<string>(
            """
            with orphan as (
                delete from kernel.delivery
                where ctid = any (array(
                    select delivery.ctid
                    from kernel.delivery join kernel.outbox on outbox.id = delivery.event_id
                    where delivery.handler <> all(@Handlers) and outbox.relayed_at < @before
                    limit @most))
                returning handler)
            select distinct handler from orphan
            """,
            new
            {
                subscriptions.Handlers,
                before,
                most,
            },
            ct
        );
        foreach (var handler in orphans)
            log.LogWarning("Events for {Handler} were given up: nobody has that handler any more", handler);

        var removed = await db.Query<(string Event, bool Unknown)>(
            """
            delete from kernel.outbox
            where id = any (array(
                (select id from kernel.outbox
                 where relayed_at < @before
                   and not exists (select from kernel.delivery where delivery.event_id = outbox.id)
                 limit @most)
                union all
                (select id from kernel.outbox
                 where relayed_at is null and published_at < @before and event <> all(@Events)
                 limit @most)))
            returning event, relayed_at is null
            """,
            new
            {
                before,
                most,
                subscriptions.Events,
            },
            ct
        );
        foreach (var unknown in removed.Where(row => row.Unknown).Select(row => row.Event).Distinct())
            log.LogWarning("Events {Event} were given up: nobody knows them any more", unknown);
        return removed.Count;
    }
}
