using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Events that nobody has handed out for a day.</summary>
internal sealed class EventsWaiting(NpgsqlConnection db, TimeProvider clock) : ICheck
{
    public string Name => "events-waiting";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-1);
        var waiting = await db.Query<Guid>(
            "select id from kernel.outbox where relayed_at is null and published_at < @before order by id",
            new { before },
            ct,
            unlimited: true
        );
        return Findings.Of([.. waiting.Select(id => new Finding("event", id))], most);
    }
}
