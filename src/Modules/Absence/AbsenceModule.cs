using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Absence;

/// <summary>Guardians say when a child will not come and take it back; staff record who did not come.</summary>
public sealed class AbsenceModule : Module
{
    public override IReadOnlyList<string> Uses => ["Roster", "Days", "Notifications", "Start"];

    public override IReadOnlyList<NavItem> Navigation =>
        [
            new(Roles.Guardian, 20, "/absence", "absence.place", "calendar-off"),
            new(Roles.Staff, 30, "/day", "absence.place.day", "list-checks"),
        ];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<AbsenceText>();
        services.AddScoped<OtherHomes>();
    }
}
