using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Kapprum.Support;
using Npgsql;

namespace Kapprum.Tests.Host;

public sealed partial class StartTests : IDisposable
{
    private static readonly HttpClient Client = new();

    private readonly DataFolder folder = new();

    [Fact]
    public async Task Interrupted_it_stops_its_database_too_and_says_nothing_bad()
    {
        await folder.StartedBefore();
        await using var host = await Serve();
        Assert.NotNull(folder.Server);

        Assert.Equal(0, await host.Stop("INT"));

        Assert.Null(folder.Server);
        Assert.DoesNotContain("fail:", host.Said);
        Assert.DoesNotContain("warn:", host.Said);
    }

    [Fact]
    public async Task Killed_it_starts_again_and_ends_the_database_server_that_was_left_behind()
    {
        await folder.StartedBefore();
        int? leftBehind;
        await using (var killed = await Serve())
        {
            await killed.Kill();
            leftBehind = folder.Server;
            Assert.NotNull(leftBehind);
        }

        await using var host = await Serve();

        Assert.Equal(HttpStatusCode.OK, await Health(host));
        Assert.NotEqual(leftBehind, folder.Server);
        Assert.False(Lives(leftBehind));
    }

    /// <summary>One that has ended and waits for the system to take note of it has no command line any more.</summary>
    private static bool Lives(int? server)
    {
        try
        {
            return File.ReadAllText($"/proc/{server}/cmdline") != "";
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_says_that_it_is_in_use()
    {
        await folder.StartedBefore();
        await using var first = await Serve();

        var (code, said) = await Run("--urls", "http://127.0.0.1:0");

        Assert.Equal(1, code);
        Assert.Equal(
            $"The data folder {folder.Path} is in use by another running Kapprum: "
                + "stop that one, or choose another folder with Data__Folder.",
            said.Trim()
        );
        Assert.Equal(HttpStatusCode.OK, await Health(first));
    }

    [Fact]
    public async Task A_taken_port_is_said_in_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, said) = await Run("--urls", $"http://localhost:{port}");

        Assert.Equal(1, code);
        Assert.Equal(
            $"Port {port} is taken: stop what uses it, or choose another with --urls http://localhost:{port + 1}.",
            said.Trim()
        );
    }

    [Fact]
    public async Task A_command_works_beside_a_running_host_and_without_one()
    {
        await folder.StartedBefore();
        await using (await Serve())
        {
            var (code, said) = await Run("create-administrator", "--email", "boss@example.org");
            Assert.True(code == 0, said);
            Assert.Contains("/activate?token=", said);
        }

        var alone = await Run("create-administrator", "--email", "boss@example.org");
        Assert.True(alone.Exit == 0, alone.Said);
        Assert.Null(folder.Server);
    }

    [Fact]
    public async Task An_administrator_is_ended_from_the_command_line_the_last_one_too_and_of_nobody_it_says_so()
    {
        await folder.StartedBefore();
        await Run("create-administrator", "--email", "boss@example.org");

        var (code, said) = await Run("end-administrator", "--email", "Boss@example.org");
        Assert.True(code == 0, said);
        Assert.Contains("That was the last administrator: make another with create-administrator.", said);

        (code, said) = await Run("end-administrator", "--email", "boss@example.org");
        Assert.Equal(1, code);
        Assert.Contains("There is no administrator with the address boss@example.org.", said);
    }

    [Theory]
    [InlineData("There is no command 'imprt'; --help says which there are.", "imprt", "roster.json")]
    [InlineData("File does not exist: 'nothing.json'.", "import", "nothing.json")]
    [InlineData("A municipality has 10 to 200,000 children.", "generate-roster", "--children", "9")]
    [InlineData("Write an e-mail address, such as alva@example.org.", "create-administrator", "--email", "boss")]
    public async Task What_was_said_wrong_is_answered_in_a_sentence(string sentence, params string[] arguments)
    {
        var (code, said) = await Run(arguments);

        Assert.Equal(1, code);
        Assert.Contains(sentence, said);
        Assert.DoesNotContain("   at ", said);
    }

    [Theory]
    [InlineData("ConnectionStrings:Kapprum", "Hst=x;Password=secret")]
    [InlineData("ConnectionStrings:Kapprum", "Host=x;Port=many;Database=x;Password=secret")]
    [InlineData("ConnectionStrings:Kapprum", "Database=x;Password=secret")]
    [InlineData("Mail:Connections", "0")]
    [InlineData("Mail:Port", "smtp")]
    [InlineData("Mail:Security", "tight")]
    [InlineData("Mail:From", "nobody")]
    [InlineData("Public:Address", "kapprum")]
    [InlineData("Jobs:Run", "perhaps")]
    [InlineData("Jobs:Workers", "0")]
    [InlineData("Shutdown:DrainSeconds", "-1")]
    [InlineData("Health:AnswerSeconds", "0")]
    [InlineData("Health:KeptSeconds", "61")]
    [InlineData("Health:Networks", "10.0.0.0/8, here")]
    [InlineData("Texts:Folder", "/nowhere")]
    [InlineData("Proxy:Networks", "everywhere")]
    [InlineData("Absence:DaysAhead", "many")]
    [InlineData("Logging:LogLevel:Default", "loud")]
    [InlineData("urls", "nonsense")]
    public async Task A_setting_that_cannot_be_is_named_in_a_sentence_that_says_what_it_may_be(
        string name,
        string value
    )
    {
        var settings = new Dictionary<string, string>
        {
            ["urls"] = "http://127.0.0.1:0",
            // It is not asked before the settings are read.
            ["ConnectionStrings:Kapprum"] = "Host=/nowhere;Database=kapprum",
            [name] = value,
        };

        var (code, said) = await HostProcess.Run(settings);

        Assert.Equal(1, code);
        Assert.Contains(name.Replace(":Default", "", StringComparison.Ordinal), Assert.Single(said.Trim().Split('\n')));
        Assert.Matches("must|write|is empty", said);
        Assert.DoesNotContain("secret", said);
    }

    [Fact]
    public async Task Of_two_hosts_that_start_on_a_new_database_one_brings_the_municipality()
    {
        var database = await Cluster.EmptyDatabase();
        using var other = new DataFolder();

        var hosts = await Task.WhenAll(
            new[] { folder, other }.Select(own =>
                HostProcess.Serve(
                    new Dictionary<string, string>
                    {
                        ["ConnectionStrings:Kapprum"] = database,
                        ["Data:Folder"] = own.Path,
                        ["Demo:Load"] = "true",
                        ["Jobs:Run"] = "false",
                        ["environment"] = "Development",
                    }
                )
            )
        );

        var password = Assert.Single(hosts, host => Password().IsMatch(host.Said)) is var first
            ? Password().Match(first.Said).Groups[1].Value
            : "";
        foreach (var host in hosts)
        {
            await LogIn(host, "vardnadshavare1", password);
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_host_that_may_not_work_as_its_role_says_so_and_ends()
    {
        var database = new NpgsqlConnectionStringBuilder(await Cluster.EmptyDatabase());
        var role = $"poor_{Guid.CreateVersion7():n}";
        await using (var owner = new NpgsqlConnection(database.ConnectionString))
            await owner.ExecuteAsync(
                $"""
                create role {role} login;
                grant {role} to current_user;
                alter database {database.Database} owner to {role}
                """
            );
        database.Username = role;

        var (code, said) = await HostProcess.Run(
            new Dictionary<string, string>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["ConnectionStrings:Kapprum"] = database.ConnectionString,
                ["Data:Folder"] = folder.Path,
            }
        );

        Assert.Equal(1, code);
        Assert.Contains("kapprum_app", said);
        Assert.DoesNotContain("is open", said);
        Assert.DoesNotContain("   at ", said);
    }

    [Fact]
    public async Task An_import_says_what_it_changes_and_what_it_cannot_take_in()
    {
        await folder.StartedBefore();
        var file = Path.Combine(folder.Path, "roster.json");
        await File.WriteAllTextAsync(
            file,
            """
            {
              "organisations": [
                { "id": "0197f0c0-0000-7000-8000-000000000001", "displayName": "Förskolan Eken",
                  "organisationType": "Skolenhet", "schoolTypes": ["FS"] }
              ],
              "persons": [{ "id": "not an id" }],
              "placements": [], "groups": [], "duties": []
            }
            """
        );

        var preview = await Run("import", file, "--preview");
        var applied = await Run("import", file);
        var again = await Run("import", file, "--preview");

        Assert.True(preview.Exit == 0, preview.Said);
        Assert.Matches(@"unit +0 +1 +0 +0 +0 +0", preview.Said);
        Assert.Contains("persons[0]: ", preview.Said);
        Assert.Contains("Nothing has been changed.", preview.Said);
        Assert.True(applied.Exit == 0, applied.Said);
        Assert.Contains("The import has been applied.", applied.Said);
        Assert.Matches(@"unit +1 +0 +0 +0 +1 +0", again.Said);
    }

    [Fact]
    public async Task A_first_start_brings_a_municipality_to_log_in_to_and_later_ones_keep_it()
    {
        string password;
        await using (var first = await Serve(demo: true))
        {
            // What is printed is kept in journals; the file only its owner reads.
            password = Password().Match(folder.Read("demo-log-ins.txt")).Groups[1].Value;
            Assert.Contains("demo-log-ins.txt", first.Said);
            Assert.DoesNotContain(password, first.Said);
            foreach (
                var userName in new[]
                {
                    "admin",
                    "rektor",
                    "personal",
                    "vardnadshavare1",
                    "vardnadshavare2",
                    "vardnadshavare3",
                }
            )
                await LogIn(first, userName, password);

            var children = (await Children(first, "vardnadshavare1", password)).Order().ToArray();
            Assert.True(children.Length > 1);
            Assert.Equal(children, (await Children(first, "vardnadshavare2", password)).Order());
        }

        await using var second = await Serve(demo: true);
        Assert.Equal(password, Password().Match(folder.Read("demo-log-ins.txt")).Groups[1].Value);
        await LogIn(second, "admin", password);
        Assert.True(folder.IsPrivate("demo-log-ins.txt"));
    }

    [Fact]
    public async Task In_production_there_is_no_demo_unless_it_is_asked_for()
    {
        await using var host = await HostProcess.Serve(
            new Dictionary<string, string> { ["Data:Folder"] = folder.Path }
        );

        Assert.DoesNotContain("demo", host.Said, StringComparison.OrdinalIgnoreCase);
        using var answer = await Client.PostAsJsonAsync(
            $"{host.Address}/api/tokens",
            new { userName = "admin", password = "x" }
        );
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(folder.Has("demo-log-ins.txt"));
    }

    public void Dispose() => folder.Dispose();

    private Dictionary<string, string> Settings(bool demo = false) =>
        new() { ["Data:Folder"] = folder.Path, ["Demo:Load"] = $"{demo}" };

    private Task<HostProcess> Serve(bool demo = false) => HostProcess.Serve(Settings(demo));

    private Task<(int Exit, string Said)> Run(params string[] arguments) => HostProcess.Run(Settings(), arguments);

    private static async Task<HttpStatusCode> Health(HostProcess host) =>
        (await Client.GetAsync($"{host.Address}/health/ready")).StatusCode;

    private static async Task<string> LogIn(HostProcess host, string userName, string password)
    {
        var answer = await Client.PostAsJsonAsync($"{host.Address}/api/tokens", new { userName, password });
        Assert.True(answer.IsSuccessStatusCode, $"{userName}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
    }

    private static async Task<IEnumerable<string>> Children(HostProcess host, string userName, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{host.Address}/api/start");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await LogIn(host, userName, password));
        var answer = await Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("children")
            .EnumerateArray()
            .Select(child => child.GetProperty("id").GetString()!);
    }

    [GeneratedRegex(@"all with the password (\S+)")]
    private static partial Regex Password();
}
