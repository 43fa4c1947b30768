using System.Reflection;
using System.Runtime.CompilerServices;

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

    /// <summary>The folders of the modules' sources.</summary>
    public static IEnumerable<string> Folders =>
        Directory
            .GetDirectories(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "src", "Modules"))
            .Select(folder => Path.GetFileName(folder));

    /// <summary>Whose contracts there are: modules', and those of no module, such as the children's days.</summary>
    public static IEnumerable<string> OfContracts =>
        Contracts
            .GetTypes()
            .Select(type => type.Namespace?.Split('.'))
            .OfType<string[]>()
            .Where(parts => parts is ["Kapprum", "Contracts", ..] and { Length: > 2 })
            .Select(parts => parts[2])
            .Distinct();

    private static string Here([CallerFilePath] string path = "") => path;

    public static string NameOf(Assembly module) => module.GetName().Name!["Kapprum.".Length..];

    public static TheoryData<string> Names => [.. MayKnow.Keys];

    public static Assembly Module(string name) => Modules.Single(m => NameOf(m) == name);
}
