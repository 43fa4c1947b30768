using Kapprum.Contracts.Absence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Absence;

/// <summary>Guardians say when a child will not come and take it back; staff record who did not come.</summary>
public sealed class AbsenceModule : Module
{
    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<IAbsences, Absences>();
        services.AddScoped<Spoken>();
        services.AddOptions<AbsenceSettings>().Bind(settings.GetSection("Absence"));
    }
}

/// <summary>The section <c>Absence</c> of the settings.</summary>
internal sealed class AbsenceSettings
{
    /// <summary>How many of the child's days after today may be reported, 0 to 60; 1 is the next day it attends.</summary>
    public int DaysAhead { get; set; } = 1;
}
