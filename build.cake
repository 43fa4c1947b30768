// The tasks of ./build.sh; what is not said there is said in README.md.

using System.Xml.Linq;

var target = Argument("target", "help");
var filter = Argument("filter", "");
var configuration = "Release";
var results = MakeAbsolute(Directory("artifacts/tests"));
var isRoot = Environment.IsPrivilegedProcess;

// What a task says comes last: no table of durations after it.
Teardown(context =>
{
    if (context.Successful)
        Environment.Exit(0);
});

Task("help")
    .Does(() => Console.WriteLine(
        """
        ./build.sh run [-- SETTINGS]   builds and starts the platform; what follows goes to it, such as --urls http://localhost:5081
        ./build.sh test [--filter=X]   runs all tests, or those of the projects and names that contain X
        ./build.sh bench               measures it
        ./build.sh lighthouse          has Lighthouse look at the pages guardians open first, as on a slow phone
        ./build.sh screens             writes a picture of every page to artifacts/screens, and says what is wrong with it
        ./build.sh build               builds all of it
        ./build.sh clean               removes what was built; the data in .data stay
        """));

Task("build")
    .Does(() => Build("Modules.sln"));

Task("run")
    .Description("Sees to all that the host needs; build.sh then becomes the host, so that Ctrl-C reaches it.")
    .Does(() =>
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ConnectionStrings__Kapprum")))
            NeedPostgres();
        Build("src/Host");
    });

Task("test")
    .Does(() =>
    {
        NeedPostgres();
        NeedChromium();
        Build("Modules.sln");
        CleanDirectory(results);

        var (passed, failed) = (0, 0);
        foreach (var project in new[] { "Architecture", "Modules", "Crash", "Browser" }.Where(p => FileExists($"tests/{p}/{p}.csproj")))
        {
            var report = results.CombineWithFilePath($"{project}.trx");
            var exit = StartProcess("dotnet", new ProcessSettings().WithArguments(arguments =>
            {
                arguments.Append("test").Append($"tests/{project}").Append("--no-build --nologo --configuration").Append(configuration)
                    .Append("--logger").AppendQuoted($"trx;LogFileName={report}").Append("--logger").AppendQuoted("console;verbosity=minimal");
                if (filter != "")
                    arguments.Append("--filter").AppendQuoted(filter);
            }));

            var (good, bad) = Counted(report);
            // A run that ended badly without a failed test has broken off: that is a failure too.
            if (exit != 0 && bad == 0)
            {
                Console.Error.WriteLine($"The tests of {project} broke off.");
                bad = 1;
            }

            passed += good;
            failed += bad;
        }

        Console.WriteLine($"{passed} passed, {failed} failed");
        if (failed > 0 || passed == 0)
            Environment.Exit(1);
    });

Task("bench")
    .Does(() =>
    {
        NeedPostgres();
        Need("wrk", "wrk");
        Run("dotnet", $"run --configuration {configuration} --project tests/Benchmarks");
    });

Task("lighthouse")
    .Does(() =>
    {
        NeedPostgres();
        NeedChromium();
        Need("npm", "nodejs", "npm");
        // The last that runs on Debian's Node.js.
        const string version = "12.8.2";
        var program = MakeAbsolute(File($"artifacts/lighthouse-{version}/node_modules/.bin/lighthouse"));
        if (!FileExists(program))
            Run("npm", $"install --prefix artifacts/lighthouse-{version} --no-audit --no-fund --silent lighthouse@{version}");
        Run("dotnet", $"run --configuration {configuration} --project tests/Benchmarks -- lighthouse \"{program}\"");
    });

Task("screens")
    .Does(() =>
    {
        NeedPostgres();
        NeedChromium();
        var screens = MakeAbsolute(Directory("artifacts/screens"));
        CleanDirectory(screens);
        Environment.SetEnvironmentVariable("SCREENS", screens.FullPath);
        Run("dotnet", $"test tests/Browser --nologo --configuration {configuration} --filter FullyQualifiedName~EveryPage");
        Console.WriteLine($"{GetFiles("artifacts/screens/*.png").Count} pictures are in artifacts/screens.");
    });

Task("clean")
    .Does(() =>
    {
        CleanDirectories("artifacts");
        DeleteDirectories(GetDirectories("src/**/bin") + GetDirectories("src/**/obj") + GetDirectories("tests/**/bin") + GetDirectories("tests/**/obj"),
            new DeleteDirectorySettings { Recursive = true, Force = true });
    });

RunTarget(target);

void Run(string program, string arguments)
{
    var exit = StartProcess(program, arguments);
    if (exit != 0)
        Environment.Exit(exit);
}

void Build(string what)
{
    Console.WriteLine("Building ...");
    if (StartProcess("dotnet", $"msbuild {what} -restore -p:Configuration={configuration} -verbosity:quiet -nologo") != 0)
        Stop("It does not build.");
}

(int Passed, int Failed) Counted(FilePath report)
{
    if (!FileExists(report))
        return (0, 0);
    XNamespace trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    var counters = XDocument.Load(report.FullPath).Descendants(trx + "Counters").Single();
    return ((int)counters.Attribute("passed"), (int)counters.Attribute("failed"));
}

void NeedPostgres()
{
    if (GetDirectories("/usr/lib/postgresql/*/bin").Any(bin => FileExists(bin.CombineWithFilePath("initdb"))) || OnPath("initdb"))
        return;

    // Debian makes and starts a cluster of its own along with the package, which nobody here needs.
    const string clusters = "/etc/postgresql-common/createcluster.conf";
    if (isRoot && !FileExists(clusters))
    {
        Install("postgresql-common");
        System.IO.File.AppendAllText(clusters, "\ncreate_main_cluster = false\n");
    }

    Install("postgresql");
}

// A browser draws nothing that can be read without a font.
void NeedChromium() => Need("chromium", "chromium", "fonts-liberation");

void Need(string command, params string[] packages)
{
    if (!OnPath(command))
        Install(packages);
}

bool OnPath(string command) =>
    Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => FileExists(Directory(folder) + File(command)));

void Install(params string[] packages)
{
    var command = $"apt-get install --yes --no-install-recommends {string.Join(' ', packages)}";
    if (!isRoot || !OnPath("apt-get"))
        Stop($"Debian's {string.Join(" and ", packages)} is missing; install it with: sudo {command}");

    Console.WriteLine($"Installing Debian's {string.Join(" and ", packages)} ...");
    // A list of packages that is missing or too old is fetched, and only then.
    if (Apt(command) != 0 && (Apt("apt-get update") != 0 || Apt(command) != 0))
        Stop($"This could not be installed; see what it says: {command}");
}

int Apt(string command) =>
    StartProcess("env", new ProcessSettings
    {
        Arguments = $"DEBIAN_FRONTEND=noninteractive {command} -qq",
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    });

void Stop(string sentence)
{
    Console.Error.WriteLine(sentence);
    Environment.Exit(1);
}
