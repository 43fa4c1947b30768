using Npgsql;

namespace Kapprum.Kernel;

/// <summary>What waits in the database to be done, and since when; ages and counts, and nothing of whom.</summary>
public sealed record Backlog(
    DateTimeOffset? OldestMail,
    DateTimeOffset? OldestEvent,
    bool HasUnhandled,
    int FailedJobs,
    bool HasFailedLately
)
{
    /// <summary>When each command of the clock was last carried out.</summary>
    public IReadOnlyList<(string Command, DateTimeOffset At)> Succeeded { get; private init; } = [];

    /// <param name="db">As the database's owner: Hangfire's tables are not the application's.</param>
    /// <param name="known">Only events that somebody has to be told of count, and only who has to be told.</param>
    public static async Task<Backlog> Read(
        NpgsqlConnection db,
        Subscriptions known,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var answers = await db.QuerySeveral(
            """
            select (select min(coalesce(failed_since, due_at)) from kernel.mail
                    where sent_at is null and dropped_at is null) as oldest_mail,
                   (select coalesce(due_at, published_at) from kernel.outbox
                    where relayed_at is null and event = any(@Events) and (due_at is null or due_at <= @now)
                    order by seq limit 1) as oldest_event,
                   exists (select from kernel.delivery join kernel.outbox on outbox.id = delivery.event_id
                           where delivery.handler = any(@Handlers)
                             and coalesce(outbox.due_at, outbox.published_at) < @hourAgo) as has_unhandled,
                   (select count(*)::int from hangfire.job where statename = 'Failed') as failed_jobs,
                   exists (select from hangfire.job join hangfire.state on state.id = job.stateid
                           where job.statename = 'Failed' and state.createdat > @dayAgo) as has_failed_lately;
            select command, succeeded_at from kernel.scheduled
            """,
            new
            {
                known.Handlers,
                known.Events,
                now,
                hourAgo = now.AddHours(-1),
                dayAgo = now.AddDays(-1),
            },
            ct
        );
        var waiting = await answers.One<Backlog>();
        return waiting with { Succeeded = await answers.Query<(string, DateTimeOffset)>() };
    }
}
