// The tasks of ./build.sh; what is not said there is said in README.md.

using System.Xml.Linq;

var target = Argument("target", "help");
var filter = Argument("filter", "");
var configuration = "Release";
var results = MakeAbsolute(Directory("artifacts/tests"));
var isRoot = Environment.IsPrivilegedProcess;

// What the compiler and the tests run they run for a minute or two: code that is measured first, to be compiled once
// more and better, never pays there, nor do threads that look about for work. What is measured (bench, lighthouse) and
// what is run have the runtime as it is.
var shortLived = new Dictionary<string, string>
{
    ["DOTNET_TieredPGO"] = "0",
    // Hexadecimal, as all of these.
    ["DOTNET_TC_CallCountThreshold"] = "100",
    ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    ["DOTNET_gcConcurrent"] = "0",
};

// What a task says comes last: no table of durations after it.
Teardown(context =>
{
    if (context.Successful)
        Environment.Exit(0);
});

Task("help")
    .Does(() => Console.WriteLine(
        """
        ./build.sh run [-- SETTINGS]   builds and starts the platform; what follows goes to it,
                                       such as --urls http://localhost:5081
        ./build.sh test [X]            runs all tests; or those of module X, of project X, or whose names contain X
        ./build.sh nightly             runs all tests, with the proofs that need much made whole, and takes the pictures
        ./build.sh bench               measures it; with --children 200000 how a city comes in
        ./build.sh lighthouse          has Lighthouse look at the pages guardians open first, as on a slow phone
        ./build.sh screens             writes a picture of every page to artifacts/screens; says what is wrong
        ./build.sh new-module Lunch    makes a module
        ./build.sh new-slice Lunch ServeLunch [--query] [--page]
                                       makes a command, or a query, of a module; with a page, if asked for
        ./build.sh templates           tries in a copy whether what these make builds and keeps the rules
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
    .Does(() => Test());

Task("nightly")
    .Does(() =>
    {
        Environment.SetEnvironmentVariable("NIGHTLY", "1");
        Test();
        TryTemplates();
        TakePictures();
    });

Task("bench")
    .Does(() =>
    {
        NeedPostgres();
        Need("wrk", "wrk");
        var children = HasArgument("children") ? $" -- --children {Argument<int>("children")}" : "";
        Run("dotnet", $"run --configuration {configuration} --project tests/Benchmarks{children}");
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
            Run(
                "npm",
                $"install --prefix artifacts/lighthouse-{version} --no-audit --no-fund --silent lighthouse@{version}");
        Run("dotnet", $"run --configuration {configuration} --project tests/Benchmarks -- lighthouse \"{program}\"");
    });

Task("screens")
    .Does(() =>
    {
        NeedPostgres();
        NeedChromium();
        TakePictures();
        Run(
            "dotnet",
            $"test tests/Browser --nologo --configuration {configuration} --filter FullyQualifiedName~EveryPage");
        Console.WriteLine($"{GetFiles("artifacts/screens/*.png").Count} pictures are in artifacts/screens.");
    });

Task("new-module")
    .Does(() =>
    {
        var module = NameOf("module");
        if (FileExists($"src/Modules/{module}/{module}.csproj"))
            Stop($"There is a module {module}.");

        Make("module", module);
        var list = "src/Host/Modules.cs";
        WriteText(list, ReadText(list).Replace("namespace ", $"using Kapprum.{module};\n\nnamespace "));
        Run("dotnet", $"sln Modules.sln add src/Modules/{module}");
        Format();
        Console.WriteLine($"Now: ./build.sh new-slice {module} X; say in {module}Module.cs what it is.");
    });

Task("new-slice")
    .Does(() =>
    {
        var (module, slice) = (NameOf("module"), NameOf("slice"));
        if (!FileExists($"src/Modules/{module}/{module}.csproj"))
            Stop($"There is no module {module}: ./build.sh new-module {module}");
        if (GetFiles($"src/Modules/{module}/**/{slice}.cs").Any())
            Stop($"There is a {slice} in {module}.");

        var kind = HasArgument("query") ? "query" : "command";
        if (!FileExists($"tests/Modules/{module}/{module}Access.cs"))
            Make("tests", module);
        Make(kind, module, slice);
        if (HasArgument("page"))
        {
            if (!FileExists($"tests/Browser/{module}/{module}Views.cs"))
                Make("views", module);
            Make($"{kind}-page", module, slice);
        }

        Format();
        Console.WriteLine(
            $"""
            Now: say in {slice}.cs what it is and does, in {slice}Tests.cs what it shall do; its words are the last in
            src/Modules/{module}/Texts/, who may what the last in tests/Modules/{module}/{module}Access.cs.
            """);
    });

Task("templates")
    .Does(() => TryTemplates());

Task("clean")
    .Does(() =>
    {
        CleanDirectories("artifacts");
        foreach (var built in new[] { "src/**/bin", "src/**/obj", "tests/**/bin", "tests/**/obj" })
            DeleteDirectories(GetDirectories(built), new DeleteDirectorySettings { Recursive = true, Force = true });
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
    // One compiler for all projects, wherever the machine's settings would start one for each; it ends with the build.
    var arguments = $"msbuild {what} -restore -maxcpucount -p:Configuration={configuration} -verbosity:quiet -nologo"
        + " -p:UseSharedCompilation=true";
    var built = StartProcess("dotnet", new ProcessSettings { Arguments = arguments, EnvironmentVariables = shortLived });
    StartProcess(
        "dotnet",
        new ProcessSettings { Arguments = "build-server shutdown --vbcscompiler", RedirectStandardOutput = true });
    if (built != 0)
        Stop("It does not build.");
}

void TakePictures()
{
    var screens = MakeAbsolute(Directory("artifacts/screens"));
    CleanDirectory(screens);
    Environment.SetEnvironmentVariable("SCREENS", screens.FullPath);
}

string NameOf(string argument)
{
    var name = Argument(argument, "");
    if (!System.Text.RegularExpressions.Regex.IsMatch(name, "^([A-Z][a-z]+)+$"))
        Stop("./build.sh new-module Lunch; ./build.sh new-slice Lunch ServeLunch [--query] [--page]");
    return name;
}

/// <summary>
/// Makes the files of a folder of templates. What ends in .entries is added to the list of the file of that name.
/// </summary>
void Make(string template, string module, string slice = "")
{
    var words = System.Text.RegularExpressions.Regex.Replace(slice, "(?<!^)([A-Z])", " $1").ToLowerInvariant();
    var number = $"{GetFiles($"migrations/{module.ToLowerInvariant()}/*.sql").Count + 1:0000}";
    var root = MakeAbsolute(Directory($"templates/{template}"));
    foreach (var file in GetFiles($"{root}/**/*"))
    {
        var target = Filled(root.GetRelativePath(file).FullPath);
        var text = Filled(ReadText(file.FullPath));
        if (!target.EndsWith(".entries"))
            WriteText(target, text);
        else if (target.EndsWith(".json.entries"))
            Add(target[..^".entries".Length], text, "{", ",", "}");
        else
            Add(target[..^".entries".Length], text, "", "", "    ];");
    }

    string Filled(string text) =>
        text.Replace("__Module__", module)
            .Replace("__module__", module.ToLowerInvariant())
            .Replace("__Slice__", slice)
            .Replace("__slice__", words.Replace(' ', '-'))
            .Replace("__table__", words.Replace(' ', '_'))
            .Replace("__Number__", number)
            .Replace("__words__", words)
            .Replace("__Words__", words == "" ? "" : char.ToUpperInvariant(words[0]) + words[1..]);
}

/// <summary>Adds entries to a file's list, which is the first that ends so.</summary>
void Add(string file, string entries, string begin, string separator, string end)
{
    var text = ReadText(file);
    var at = text.IndexOf($"\n{end}");
    var before = text[..at];
    WriteText(file, $"{before}{(before.EndsWith(begin) ? "" : separator)}\n{entries.TrimEnd()}{text[at..]}");
}

string ReadText(string file) => System.IO.File.ReadAllText(file);

void WriteText(string file, string text)
{
    EnsureDirectoryExists(File(file).Path.GetDirectory());
    System.IO.File.WriteAllText(file, text);
}

void Format() => Run("dotnet", "csharpier format --log-level None src tests");

/// <summary>
/// Makes a module with slices of all kinds in a copy of the sources, and has it built and looked at by its own tests
/// and the rules.
/// </summary>
void TryTemplates()
{
    var copy = System.IO.Directory.CreateTempSubdirectory("kapprum-templates-").FullName;
    Sh("tar --create --exclude=.git --exclude=.data --exclude=artifacts --exclude=bin --exclude=obj ."
        + $" | tar --extract --directory={copy}");
    Sh($"cd {copy} && ./build.sh new-module Lunch"
        + " && ./build.sh new-slice Lunch ServeLunch --page && ./build.sh new-slice Lunch GetLunch --query --page"
        + " && ./build.sh new-slice Absence CountAbsences --query && ./build.sh new-slice Absence ForgetAbsences"
        + " && ./build.sh test Architecture && ./build.sh test Lunch && ./build.sh test FullyQualifiedName~AccessMatrixTests");
    DeleteDirectory(copy, new DeleteDirectorySettings { Recursive = true, Force = true });

    void Sh(string commands) =>
        Run("bash", new ProcessArgumentBuilder().Append("-c").AppendQuoted(commands).Render());
}

/// <summary>
/// Builds and runs what the filter asks for: all, a project, a module's tests, or all whose names contain it.
/// </summary>
void Test()
{
    string[] all = ["Architecture", "Modules", "OpenId", "Crash", "Browser"];
    var isModule = filter != "" && DirectoryExists($"tests/Modules/{filter}");
    var isProject = all.Contains(filter);
    var projects = isModule ? ["Modules"] : isProject ? [filter] : all;
    var names = isProject ? "" : isModule ? $"FullyQualifiedName~Kapprum.Tests.{filter}" : filter;

    NeedPostgres();
    if (projects.Contains("Browser"))
        NeedChromium();
    if (projects.Contains("OpenId"))
        Need("npm", "nodejs", "npm");
    Build(projects is [var only] ? $"tests/{only}" : "Modules.sln");
    CleanDirectory(results);

    // Beside each other: none of them keeps both processors busy all the time, and they wait for things to happen, not
    // for a time to pass.
    var started = projects.Select(project => StartTests(project, names)).ToList();
    var runs = started.Select(EndTests).ToList();

    var flaky = AgainAlone(runs.SingleOrDefault(run => run.Project == "Browser")?.Failed ?? []);
    foreach (var name in flaky)
        Console.WriteLine($"flaky: {name}");

    var passed = runs.Sum(run => run.Passed) + flaky.Count;
    var failed = runs.Sum(run => run.Failed.Count) - flaky.Count;
    Console.WriteLine($"{passed} passed, {failed} failed");
    if (failed > 0 || passed == 0)
        Environment.Exit(1);
}

Started StartTests(string project, string names, string report = null)
{
    var file = results.CombineWithFilePath($"{report ?? project}.trx");
    var start = new System.Diagnostics.ProcessStartInfo("dotnet")
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    foreach (var (name, value) in shortLived)
        start.Environment[name] = value;
    string[] arguments = ["test", $"tests/{project}", "--no-build", "--nologo", "--configuration", configuration];
    foreach (var argument in arguments)
        start.ArgumentList.Add(argument);
    foreach (var logger in new[] { $"trx;LogFileName={file}", "console;verbosity=minimal" })
    {
        start.ArgumentList.Add("--logger");
        start.ArgumentList.Add(logger);
    }

    if (names != "")
    {
        start.ArgumentList.Add("--filter");
        start.ArgumentList.Add(names);
    }

    var running = System.Diagnostics.Process.Start(start);
    // What several say at once would be mixed up: each is told when it has ended.
    var said = new System.Text.StringBuilder();
    running.OutputDataReceived += (_, line) => Note(line.Data);
    running.ErrorDataReceived += (_, line) => Note(line.Data);
    running.BeginOutputReadLine();
    running.BeginErrorReadLine();
    return new(project, file, running, said);

    void Note(string line)
    {
        lock (said)
            said.AppendLine(line);
    }
}

Ended EndTests(Started tests)
{
    tests.Running.WaitForExit();
    Console.Write(tests.Said);

    var (passed, failed) = Counted(tests.Report);
    // A run that ended badly without a failed test has broken off: that is a failure too.
    if (tests.Running.ExitCode != 0 && failed.Count == 0)
    {
        Console.Error.WriteLine($"The tests of {tests.Project} broke off.");
        failed = [new Tested("", tests.Project)];
    }

    return new(tests.Project, passed, failed);
}

/// <summary>
/// Runs what has failed in the browser once more, each alone: what passes then has failed by chance. What so many fail
/// of is no chance.
/// </summary>
/// <returns>The names of those.</returns>
List<string> AgainAlone(IReadOnlyList<Tested> failed)
{
    const int atMost = 5;
    var methods = failed.Where(test => test.Method != "").GroupBy(test => test.Method).ToList();
    if (methods.Count > atMost)
        return [];

    var flaky = new List<string>();
    foreach (var tests in methods)
    {
        Console.WriteLine($"Once more, alone: {tests.Key}");
        var again = EndTests(StartTests("Browser", $"FullyQualifiedName={tests.Key}", $"Browser again {flaky.Count}"));
        if (again.Passed > 0 && again.Failed.Count == 0)
            flaky.AddRange(tests.Select(test => test.Name));
    }

    return flaky;
}

(int Passed, IReadOnlyList<Tested> Failed) Counted(FilePath report)
{
    if (!FileExists(report))
        return (0, []);
    XNamespace trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    var document = XDocument.Load(report.FullPath);
    var methods = document.Descendants(trx + "UnitTest").ToDictionary(
        test => (string)test.Attribute("id"),
        test => test.Element(trx + "TestMethod"));
    var failed =
        from result in document.Descendants(trx + "UnitTestResult")
        where (string)result.Attribute("outcome") == "Failed"
        let method = methods[(string)result.Attribute("testId")]
        let name = method.Attribute("name").Value.Split('(')[0]
        select new Tested($"{method.Attribute("className").Value}.{name}", (string)result.Attribute("testName"));
    return ((int)document.Descendants(trx + "Counters").Single().Attribute("passed"), failed.ToList());
}

void NeedPostgres()
{
    var installed = GetDirectories("/usr/lib/postgresql/*/bin");
    if (installed.Any(bin => FileExists(bin.CombineWithFilePath("initdb"))) || OnPath("initdb"))
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

record Started(string Project, FilePath Report, System.Diagnostics.Process Running, System.Text.StringBuilder Said);

record Ended(string Project, int Passed, IReadOnlyList<Tested> Failed);

record Tested(string Method, string Name);
