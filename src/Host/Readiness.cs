using Kapprum.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Kapprum.Host;

/// <summary>Ready: the database answers. Degraded: events have waited for five minutes without being relayed.</summary>
internal sealed class Readiness(NpgsqlDataSource database, TimeProvider clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync(ct);
            var waiting = await db.Value<bool>(
                "select exists (select from kernel.outbox where relayed_at is null and published_at < @Since)",
                new { Since = clock.GetUtcNow().AddMinutes(-5) },
                ct
            );
            return waiting ? HealthCheckResult.Degraded("Events wait to be relayed.") : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
