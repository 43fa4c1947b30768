using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Accounts;

/// <summary>Who may log in, and how.</summary>
public sealed class AccountsModule : Module
{
    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddAuthentication(SessionAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.Name, null);
        services.AddScoped<Sessions>();
        services.AddScoped<SessionLookup>();
        services.AddSingleton<SessionCache>();
        services.AddSingleton<SeenSessions>();
        services.AddHostedService(services => services.GetRequiredService<SeenSessions>());
    }
}
