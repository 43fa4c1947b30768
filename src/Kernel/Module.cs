using System.CommandLine;
using System.Reflection;
using Carter;
using Hangfire;
using Hangfire.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Kernel;

/// <summary>
/// A feature of the platform: one assembly, one database schema, one line in the list of modules. Its slices and its
/// contributions to other parts are found by scanning; only what cannot be found that way is said here.
/// </summary>
public abstract class Module
{
    /// <summary>Names its assembly, its folders and, in lower case, its schema.</summary>
    public string Name => GetType().Name[..^nameof(Module).Length];

    /// <summary>The modules whose contracts it uses, by name; a test fails for one that is used and not said.</summary>
    public virtual IReadOnlyList<string> Uses => [];

    /// <summary>Its places in the navigation.</summary>
    public virtual IReadOnlyList<NavItem> Navigation => [];

    public virtual void AddServices(IServiceCollection services, IConfiguration settings) { }

    /// <summary>What a request passes through once its endpoint is known and before it is known who asks.</summary>
    public virtual void UseMiddleware(IApplicationBuilder app) { }

    public virtual void Schedule(IRecurringJobManager jobs) { }

    /// <summary>What it adds to the command line.</summary>
    public virtual IEnumerable<Command> Commands(CommandHost host) => [];
}

/// <summary>
/// What a module gives to a part of the platform that does not know it: the interfaces that inherit from this one. A
/// class that implements one of them is found by scanning and made in each scope, once for each contract.
/// </summary>
public interface IContribution;

/// <summary>A way into a part of the app.</summary>
/// <param name="Roles">Who sees it: people with at least one of them.</param>
/// <param name="Order">The most important first; modules leave room between theirs.</param>
/// <param name="Path">Its first page; pages below it count as being there.</param>
/// <param name="Text">The key of its name.</param>
/// <param name="Icon">A name of lucide.dev that is among the look's icons.</param>
public sealed record NavItem(Roles Roles, int Order, string Path, string Text, string Icon);

/// <summary>All modules there are, in the order in which they were listed.</summary>
public sealed class ModuleList(IReadOnlyList<Module> modules)
{
    public IReadOnlyList<Module> All => modules;

    /// <summary>Where somebody can go, the most important first.</summary>
    public IEnumerable<NavItem> NavigationOf(CurrentUser user) =>
        from module in modules
        from item in module.Navigation
        where user.Is(item.Roles)
        orderby item.Order
        select item;
}

/// <summary>How a command of the command line runs.</summary>
/// <param name="Beside">
/// Runs something beside the serving hosts, on the same database, and ends; gives the process's exit code. What is
/// refused is said in one sentence.
/// </param>
/// <param name="Alone">The same for what needs no database.</param>
public sealed record CommandHost(
    Func<Func<IServiceProvider, Task>, CancellationToken, Task<int>> Beside,
    Func<Func<Task>, Task<int>> Alone
);

public static class ModuleRegistration
{
    /// <param name="vocabulary">The assembly of the contracts, whose events are known to all.</param>
    public static IServiceCollection AddModules(
        this IServiceCollection services,
        IConfiguration settings,
        Assembly vocabulary,
        IReadOnlyList<Module> modules
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
        services.AddContributions(assemblies);
        services.AddSingleton(new DeclaredSettings(DeclaredSettings.In(assemblies), settings));

        services.AddSingleton(new ModuleList(modules));
        foreach (var module in modules)
            module.AddServices(services, settings);

        return services;
    }

    /// <summary>
    /// Plans what the kernel and the modules do by the clock, and unplans what none of them does any more.
    /// </summary>
    public static void ScheduleModules(this IServiceProvider services)
    {
        var jobs = new DeclaredJobs(services.GetRequiredService<IRecurringJobManager>());
        foreach (var module in services.GetRequiredService<ModuleList>().All)
            module.Schedule(jobs);

        using var storage = services.GetRequiredService<JobStorage>().GetConnection();
        jobs.RemoveUndeclared(storage.GetRecurringJobs().Select(job => job.Id));
    }

    private static void AddContributions(this IServiceCollection services, Assembly[] assemblies)
    {
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            if (type is not { IsClass: true, IsAbstract: false } || !type.IsAssignableTo(typeof(IContribution)))
                continue;

            foreach (var contract in type.GetInterfaces())
                if (contract != typeof(IContribution) && contract.IsAssignableTo(typeof(IContribution)))
                    services.AddScoped(contract, type);
        }
    }
}
