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
        services.AddHttp();
        services.AddProblems();
        return services;
    }
}
