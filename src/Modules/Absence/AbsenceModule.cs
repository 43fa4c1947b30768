using Kapprum.Contracts.Absence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Absence;

/// <summary>Guardians say when a child will not come and take it back; staff record who did not come.</summary>
public sealed class AbsenceModule : Module
{
    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<IAbsences, AbsenceQueries>();
        services.AddScoped<AbsenceText>();
    }
}
