using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Settings;

/// <summary>
/// What the municipality and its units decide for themselves: the settings that the other modules declare.
/// </summary>
public sealed class SettingsModule : Module
{
    public override IReadOnlyList<string> Uses => ["Roster"];

    public override IReadOnlyList<NavItem> Navigation =>
        [new(Roles.Administrator | Roles.Headteacher, 85, "/settings", "settings.title", "settings")];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<SettingCache>();
        services.AddScoped<StoredSettings>();
        services.AddScoped<ISettings>(scope => scope.GetRequiredService<StoredSettings>());
        services.AddScoped<SettingAccess>();
    }
}
