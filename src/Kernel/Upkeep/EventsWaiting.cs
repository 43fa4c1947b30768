using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Events that nobody has handed out for a day, or that a handler has still to be told after a day.</summary>
internal sealed class EventsWaiting(NpgsqlConnection db, TimeProvider clock) : ICheck
{
    public string Name => "events-waiting";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-1);
        var waiting = await db.Query<Guid>(
            """
            select id
            from kernel.outbox
            where coalesce(due_at, published_at) < @before
              and (relayed_at is null or exists (select from kernel.delivery where delivery.event_id = outbox.id))
            order by seq
            """,
            new { before },
            ct,
            unlimited: true
        );
        return Findings.Of([.. waiting.Select(id => new Finding("event", id))], most);
    }
}
