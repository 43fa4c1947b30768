using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Idempotency keys, with the answers kept for who repeats a request.</summary>
internal sealed class PurgeIdempotencyKeys(NpgsqlConnection db) : IPurge
{
    public string What => "idempotency-keys";

    public Retention Keeps => Retention.Days(KernelRetention.Keys);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from kernel.idempotency_key
            where ctid = any (array(select ctid from kernel.idempotency_key where created_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
