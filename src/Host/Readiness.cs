using Kapprum.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Kapprum.Host;

/// <summary>
/// Ready: the database answers. Degraded: events have waited for five minutes without being relayed, or a handler has
/// for an hour not managed to deal with one.
/// </summary>
internal sealed class Readiness(NpgsqlDataSource database, Subscriptions subscriptions, TimeProvider clock)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync(ct);
            var (unrelayed, unhandled) = await db.One<(bool, bool)>(
                """
                select exists (select from kernel.outbox where relayed_at is null and published_at < @Relayed),
                       exists (select from kernel.delivery join kernel.outbox on outbox.id = delivery.event_id
                               where delivery.handler = any(@Handlers) and outbox.published_at < @Handled)
                """,
                new
                {
                    Relayed = clock.GetUtcNow().AddMinutes(-5),
                    Handled = clock.GetUtcNow().AddHours(-1),
                    subscriptions.Handlers,
                },
                ct
            );
            return unhandled ? HealthCheckResult.Degraded("Events have not been handled for an hour; /jobs says why.")
                : unrelayed ? HealthCheckResult.Degraded("Events wait to be relayed.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
