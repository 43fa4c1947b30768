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

        foreach (
            var writer in assemblies
                .SelectMany(a => a.GetTypes())
                .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IMailWriter)))
        )
            services.AddScoped(typeof(IMailWriter), writer);

        foreach (var module in modules)
        {
            services.AddSingleton(module);
            module.AddServices(services, settings);
        }

        return services;
    }

    public static void ScheduleModules(this IServiceProvider services)
    {
        var jobs = services.GetRequiredService<IRecurringJobManager>();
        jobs.Daily("03:30", new TidyUp());
        foreach (var module in services.GetServices<Module>())
            module.Schedule(jobs);
    }
}
