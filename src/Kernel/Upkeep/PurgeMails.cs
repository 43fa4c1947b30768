using Npgsql;

namespace Kapprum.Kernel;

/// <summary>What is known of mails that were sent or dropped.</summary>
internal sealed class PurgeMails(NpgsqlConnection db) : IPurge
{
    public string What => "mails";

    public Retention Keeps => Retention.Days(KernelRetention.Mails);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from kernel.mail
            where id = any (array(
                select id from kernel.mail
                where queued_at < @before and (sent_at is not null or dropped_at is not null)
                limit @most))
            """,
            new { before, most },
            ct
        );
}
