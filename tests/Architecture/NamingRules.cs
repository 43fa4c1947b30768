using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Kapprum.Architecture;

/// <summary>
/// A module adds itself. What names it stands in its own folders, but for the list of modules, the solution, and the
/// modules that say they use its contract.
/// </summary>
public sealed partial class NamingRules
{
    /// <summary>
    /// The list of modules; and the child's day, which is told to people by what they are to the child.
    /// </summary>
    private static readonly string[] Lists = ["src/Host/Modules.cs", "src/Contracts/Days/OverlaidPiece.cs"];

    /// <summary>
    /// What all tests stand on, the rules themselves, and where several modules are tried together: journeys, and what
    /// the kernel, the look and the host promise of all of them.
    /// </summary>
    private static readonly string[] Free =
    [
        "tests/Architecture/",
        "tests/Benchmarks/",
        "tests/Crash/",
        "tests/OpenId/",
        "tests/Support/",
        "tests/Modules/Access/",
        "tests/Modules/Host/",
        "tests/Modules/Kernel/",
        "tests/Modules/Web/",
        "tests/Browser/Web/",
    ];

    /// <summary>In tests somebody logs in, and there is a child: whose tests they are may name these.</summary>
    private static readonly string[] Ground = ["Roster", "Accounts"];

    private static readonly string[] Folders = ["src", "tests", "migrations"];

    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void Nothing_outside_a_module_names_it(string name)
    {
        var found = Naming(name, Sources()).Distinct().ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>A rule that sees nothing holds for ever.</summary>
    [Fact]
    public void The_rule_can_see()
    {
        (string, string)[] strays =
        [
            ("src/Modules/Start/StartPage.razor", "@using Kapprum.Absence"),
            ("src/Modules/Start/GetStart.cs", "using Kapprum.Contracts.Absence;"),
            ("src/Host/Application.cs", "new AbsenceModule()"),
            ("src/Kernel/Module.cs", "select from absence.absence where"),
            ("tests/Modules/Start/StartTests.cs", "insert into notifications.notice (id)"),
        ];
        Assert.All(strays, stray => Assert.Single(TheSystem.MayKnow.Keys.SelectMany(name => Naming(name, [stray]))));
        Assert.Empty(
            Naming(
                "Absence",
                [
                    ("src/Modules/Absence/ReportAbsence.cs", "namespace Kapprum.Absence;"),
                    ("src/Modules/Start/StartPage.razor", "href=\"/absence\""),
                ]
            )
        );
    }

    private static IEnumerable<string> Naming(string module, IEnumerable<(string Path, string Text)> sources)
    {
        var schema = module.ToLowerInvariant();
        var names = new Regex(
            $@"\bKapprum\.(Contracts\.|Tests\.|Browser\.)?{module}\b|\bContracts\.{module}\b|\b{module}Module\b"
                + $@"|\b(from|join|into|update)\s+{schema}\.\w+"
        );
        return from source in sources
            where
                !Own(module).Any(source.Path.StartsWith)
                && !Lists.Contains(source.Path)
                && !Free.Any(source.Path.StartsWith)
                && !IsJourney(source.Path)
                && !UsesIt(module, source.Path)
            from Match match in names.Matches(source.Text)
            select $"{source.Path}: {match.Value}";
    }

    private static string[] Own(string module) =>
        [
            $"src/Modules/{module}/",
            $"src/Contracts/{module}/",
            $"migrations/{module.ToLowerInvariant()}/",
            $"tests/Modules/{module}/",
            $"tests/Browser/{module}/",
        ];

    /// <summary>A module that says so may use the contract, and its tests may stand on it.</summary>
    private static bool UsesIt(string module, string path) =>
        OfModule().Match(path) is { Success: true } match
        && TheSystem.MayKnow.TryGetValue(match.Groups[1].Value, out var known)
        && (known.Contains(module) || (path.StartsWith("tests/", StringComparison.Ordinal) && Ground.Contains(module)));

    private static bool IsJourney(string path) =>
        path.StartsWith("tests/Browser/", StringComparison.Ordinal) && path.Count(c => c == '/') == 2;

    private static IEnumerable<(string Path, string Text)> Sources() =>
        from folder in Folders
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file)
        where
            Path.GetExtension(path) is ".cs" or ".razor" or ".csproj" or ".props" or ".sql"
            && !path.Contains("/obj/", StringComparison.Ordinal)
            && !path.Contains("/bin/", StringComparison.Ordinal)
        select (path, File.ReadAllText(file));

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"^(?:src/Modules|src/Contracts|tests/Modules|tests/Browser)/(\w+)/")]
    private static partial Regex OfModule();
}
