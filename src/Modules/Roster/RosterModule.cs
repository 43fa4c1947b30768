using Hangfire;
using Kapprum.Contracts.Roster;
using Kapprum.Roster.Import;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Roster;

/// <summary>Who and what there is: units, groups, people, guardianships, placements, enrolments, duties, and when things are open.</summary>
public sealed class RosterModule : Module
{
    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<IRoster, Lookups>();
        services.AddScoped<Steps>();
        services.AddSingleton<RosterImport>();
        services.AddOptions<RosterSettings>().Bind(settings.GetSection("Roster"));
    }

    public override void Schedule(IRecurringJobManager jobs) => jobs.Daily("03:40", new TidyImports());
}

/// <summary>The section <c>Roster</c> of the settings.</summary>
internal sealed class RosterSettings
{
    /// <summary>How many days an uploaded roster waits to be applied before its records are removed.</summary>
    public int ImportApplyDays { get; set; } = 7;

    /// <summary>How many days one can read what an import has changed and rejected, record by record.</summary>
    public int ImportDetailDays { get; set; } = 90;
}
