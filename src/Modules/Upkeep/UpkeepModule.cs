using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Upkeep;

/// <summary>
/// What is done every night with what the other modules keep: what is no longer needed is removed, what must never be
/// is looked for.
/// </summary>
public sealed class UpkeepModule : Module
{
    public override IReadOnlyList<NavItem> Navigation =>
        [new(Roles.Administrator, 90, "/upkeep", "upkeep.title", "history")];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<PurgeLog>();
        services.AddScoped<CheckLog>();
    }

    public override void Schedule(IRecurringJobManager jobs)
    {
        jobs.Daily("03:20", new RunPurges());
        jobs.Daily("04:20", new RunChecks());
    }
}
