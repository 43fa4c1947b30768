using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Events that every handler has been told of. What is still for a handler that no longer exists is given up with them.
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
                where handler <> all(@Handlers)
                  and event_id in (select id from kernel.outbox where relayed_at < @before)
                returning handler)
            select distinct handler from orphan
            """,
            new { subscriptions.Handlers, before },
            ct
        );
        foreach (var handler in orphans)
            log.LogWarning("Events for {Handler} were given up: nobody has that handler any more", handler);

        return await db.Execute(
            """
            delete from kernel.outbox
            where id = any (array(
                select id from kernel.outbox
                where relayed_at < @before
                  and not exists (select from kernel.delivery where delivery.event_id = outbox.id)
                limit @most))
            """,
            new { before, most },
            ct
        );
    }
}
