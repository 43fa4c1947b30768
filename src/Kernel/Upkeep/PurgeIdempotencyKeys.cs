using Npgsql;

namespace Kapprum.Kernel;

/// <summary>What is kept of requests for who repeats one or comes back to it: keys, answers, refused pages.</summary>
internal sealed class PurgeIdempotencyKeys(NpgsqlConnection db) : IPurge
{
    public string What => "idempotency-keys";

    public Retention Keeps => Retention.Days(KernelRetention.Keys);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            with page as (
                delete from kernel.refused_page
                where place = any (array(select place from kernel.refused_page where created_at < @before limit @most)))
            delete from kernel.idempotency_key
            where ctid = any (array(select ctid from kernel.idempotency_key where created_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
