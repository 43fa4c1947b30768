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
    ) : ICommandHandler<RemoveOldNotices>
    {
        public async Task Handle(RemoveOldNotices command, CancellationToken ct)
        {
            var removed = await db.Execute(
                "delete from notifications.notice where created_at < @Before",
                new { Before = clock.GetUtcNow().AddMonths(-settings.Value.KeepMonths) },
                ct,
                unlimited: true
            );

            log.LogInformation(
                "{Count} notices older than {Months} months removed",
                removed,
                settings.Value.KeepMonths
            );
        }
    }
}
