using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Delivered events; by then no delivery of theirs is tried again any more.</summary>
internal sealed class PurgeEvents(NpgsqlConnection db) : IPurge
{
    public string What => "events";

    public Retention Keeps => Retention.Days(KernelRetention.Events);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from kernel.outbox
            where id = any (array(select id from kernel.outbox where relayed_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
