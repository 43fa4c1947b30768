using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Notifications;

/// <summary>Tells people what has happened in the other modules: by the bell, and by mail where they want it.</summary>
public sealed class NotificationsModule : Module
{
    public override IReadOnlyList<string> Uses => ["Roster", "Accounts", "Start"];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services
            .AddOptions<NotificationsSettings>()
            .Bind(settings.GetSection("Notifications"))
            .Validate(notifications => notifications.KeepMonths > 0, "Notifications:KeepMonths must be at least 1.");
        services.AddScoped<NoticeQueries>();
        services.AddScoped<NoticeKinds>();
        services.AddSingleton<UnreadStreams>();
        services.AddHostedService(services => services.GetRequiredService<UnreadStreams>());
    }

    public override void Schedule(IRecurringJobManager jobs)
    {
        jobs.Daily("18:00", new SendReminders());
        jobs.Daily("03:20", new RemoveOldNotices());
    }
}

/// <summary>The section <c>Notifications</c> of the settings.</summary>
internal sealed class NotificationsSettings
{
    /// <summary>How many months a notice is kept.</summary>
    public int KeepMonths { get; set; } = 12;
}
