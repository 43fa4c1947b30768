using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Mails that were due a day ago and are neither sent nor dropped.</summary>
internal sealed class MailsWaiting(NpgsqlConnection db, TimeProvider clock) : ICheck
{
    public string Name => "mails-waiting";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-1);
        var waiting = await db.Query<Guid>(
            """
            select id from kernel.mail
            where sent_at is null and dropped_at is null and coalesce(failed_since, due_at) < @before
            order by id
            """,
            new { before },
            ct,
            unlimited: true
        );
        return Findings.Of([.. waiting.Select(id => new Finding("mail", id))], most);
    }
}
