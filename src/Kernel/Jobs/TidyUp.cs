using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Every night the kernel forgets what is no longer needed: events that every handler has seen and sent mails after 30
/// days, idempotency keys after 24 hours. What is for a handler that no longer exists is given up after 30 days too.
/// </summary>
internal sealed record TidyUp : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        Subscriptions subscriptions,
        TimeProvider clock,
        ILogger<TidyUp> log
    ) : ICommandHandler<TidyUp>
    {
        public async Task Handle(TidyUp command, CancellationToken ct)
        {
            var monthAgo = clock.GetUtcNow().AddDays(-30);
            var orphans = await db.Query<string>(
                """
                with orphan as (
                    delete from kernel.delivery
                    where handler <> all(@Handlers)
                      and event_id in (select id from kernel.outbox where relayed_at < @monthAgo)
                    returning handler)
                select distinct handler from orphan
                """,
                new { subscriptions.Handlers, monthAgo },
                ct
            );
            foreach (var handler in orphans)
                log.LogWarning("Events for {Handler} were given up: nobody has that handler any more", handler);

            var (events, mails, keys) = await db.One<(int, int, int)>(
                """
                with event as (
                    delete from kernel.outbox
                    where relayed_at < @monthAgo
                      and not exists (select from kernel.delivery where delivery.event_id = outbox.id)
                    returning 1),
                mail as (
                    delete from kernel.mail
                    where queued_at < @monthAgo and (sent_at is not null or dropped_at is not null)
                    returning 1),
                key as (delete from kernel.idempotency_key where created_at < @DayAgo returning 1)
                select (select count(*) from event)::int,
                       (select count(*) from mail)::int,
                       (select count(*) from key)::int
                """,
                new { monthAgo, DayAgo = clock.GetUtcNow().AddHours(-24) },
                ct
            );

            log.LogInformation(
                "Tidied up: {Events} events, {Mails} mails, {Keys} idempotency keys",
                events,
                mails,
                keys
            );
        }
    }
}
