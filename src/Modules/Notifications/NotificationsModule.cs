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
        services.AddScoped<NoticeQueries>();
        services.AddScoped<NoticeKinds>();
        services.AddSingleton<UnreadStreams>();
        services.AddHostedService(services => services.GetRequiredService<UnreadStreams>());
    }

    public override void Schedule(IRecurringJobManager jobs) => jobs.Daily("18:00", new SendReminders());
}
