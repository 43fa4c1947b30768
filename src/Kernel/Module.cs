using System.Reflection;
using Carter;
using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Kernel;

/// <summary>
/// A feature of the platform: one assembly, one database schema, one line in Program.cs.
/// Its slices are found by scanning; only what cannot be found that way is said here.
/// </summary>
public abstract class Module
{
    public virtual void AddServices(IServiceCollection services, IConfiguration settings) { }

    public virtual void Schedule(IRecurringJobManager jobs) { }
}

public static class ModuleRegistration
{
    /// <param name="vocabulary">The assembly of the contracts, whose events are known to all.</param>
    public static IServiceCollection AddModules(
        this IServiceCollection services,
        IConfiguration settings,
        Assembly vocabulary,
        params Module[] modules
    )
    {
        Assembly[] assemblies =
        [
            .. modules.Select(module => module.GetType().Assembly),
            typeof(Module).Assembly,
            vocabulary,
        ];

        TypeHandlers.Register(assemblies);
        services.AddCarter(new DependencyContextAssemblyCatalog(assemblies), carter => carter.WithEmptyValidators());
        services.AddRequests(assemblies);
        services.AddEvents(assemblies);
        services.AddSingleton(new DeclaredSettings(DeclaredSettings.In(assemblies), settings));
        services.AddContributions<IMailWriter>(assemblies);
        services.AddContributions<IPurge>(assemblies);
        services.AddContributions<ICheck>(assemblies);

        foreach (var module in modules)
        {
            services.AddSingleton(module);
            module.AddServices(services, settings);
        }

        return services;
    }

    /// <summary>What modules contribute by having a class of it: all of them, for who asks for all.</summary>
    private static void AddContributions<T>(this IServiceCollection services, Assembly[] assemblies)
    {
        foreach (
            var contribution in assemblies
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
        )
            services.AddScoped(typeof(T), contribution);
    }

    public static void ScheduleModules(this IServiceProvider services)
    {
        var jobs = services.GetRequiredService<IRecurringJobManager>();
        foreach (var module in services.GetServices<Module>())
            module.Schedule(jobs);
    }
}
