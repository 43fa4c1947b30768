using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Kernel;

public static class KernelRegistration
{
    /// <param name="database">The connection string, as the operator has given it.</param>
    public static IServiceCollection AddKernel(this IServiceCollection services, string database)
    {
        services.AddDatabase(database);
        services.AddSingleton<TimeProvider, SchoolTime>();
        services.AddSingleton<DateText>();
        services.AddScoped<Audit>();
        services.AddScoped<AuditLog>();
        services.AddSingleton<OwnTransaction>();
        services.AddMail();
        services.AddSingleton<Signals>();
        services.AddHostedService(services => services.GetRequiredService<Signals>());
        services
            .AddOptions<HealthSettings>()
            .BindConfiguration("Health")
            .Validate(health => health.AnswerSeconds is >= 1 and <= 60, "Health:AnswerSeconds must be 1 to 60.")
            .Validate(health => health.KeptSeconds is >= 0 and <= 60, "Health:KeptSeconds must be 0 to 60.")
            .ValidateOnStart();
        services.AddSingleton<BacklogGauges>();
        services.AddHostedService(services => services.GetRequiredService<BacklogGauges>());
        services.AddHttp();
        services.AddProblems();
        return services;
    }
}
