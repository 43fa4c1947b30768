using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kapprum.Notifications;

/// <summary>Every night notices older than <c>Notifications:KeepMonths</c> are removed, read or not.</summary>
internal sealed record RemoveOldNotices : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IOptions<NotificationsSettings> settings,
        TimeProvider clock,
        ILogger<RemoveOldNotices> log
    ) : IRequestHandler<RemoveOldNotices, Unit>
    {
        public async Task<Unit> Handle(RemoveOldNotices command, CancellationToken ct)
        {
            var removed = await db.ExecuteAsync(
                "delete from notifications.notice where created_at < @Before",
                new { Before = clock.GetUtcNow().AddMonths(-settings.Value.KeepMonths) },
                commandTimeout: 0
            );

            log.LogInformation(
                "{Count} notices older than {Months} months removed",
                removed,
                settings.Value.KeepMonths
            );
            return Unit.Value;
        }
    }
}
