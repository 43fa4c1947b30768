using System.Reflection;

namespace Kapprum.Architecture;

/// <summary>The system as the rules see it: its modules, and which contracts each may know.</summary>
internal static class TheSystem
{
    /// <summary>Whose contracts each module may know: those it says it uses, and its own.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MayKnow = Host.Modules.All.ToDictionary(
        module => module.Name,
        module => (string[])[module.Name, .. module.Uses]
    );

    public static readonly Assembly[] Modules = [.. Host.Modules.All.Select(module => module.GetType().Assembly)];

    public static readonly Assembly Kernel = typeof(Kernel.Module).Assembly;
    public static readonly Assembly Contracts = typeof(Contracts.Roster.RosterChanged).Assembly;
    public static readonly Assembly Web = typeof(Web.WebRegistration).Assembly;

    public static string NameOf(Assembly module) => module.GetName().Name!["Kapprum.".Length..];

    public static TheoryData<string> Names => [.. MayKnow.Keys];

    public static Assembly Module(string name) => Modules.Single(m => NameOf(m) == name);
}
