using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Every night the kernel forgets what is no longer needed: delivered events and sent mails after 30 days (by then no
/// job of theirs is retried any more), idempotency keys after 24 hours.
/// </summary>
internal sealed record TidyUp : ICommand
{
    public sealed class Handler(NpgsqlConnection db, TimeProvider clock, ILogger<TidyUp> log) : ICommandHandler<TidyUp>
    {
        public async Task Handle(TidyUp command, CancellationToken ct)
        {
            var (events, mails, keys) = await db.One<(int, int, int)>(
                """
                with event as (delete from kernel.outbox where relayed_at < @MonthAgo returning 1),
                     mail as (delete from kernel.mail where queued_at < @MonthAgo and (sent_at is not null or dropped_at is not null) returning 1),
                     key as (delete from kernel.idempotency_key where created_at < @DayAgo returning 1)
                select (select count(*) from event)::int, (select count(*) from mail)::int, (select count(*) from key)::int
                """,
                new { MonthAgo = clock.GetUtcNow().AddDays(-30), DayAgo = clock.GetUtcNow().AddHours(-24) },
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
