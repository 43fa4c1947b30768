using Kapprum.Support;

namespace Kapprum.Crash;

public sealed class KilledInAnImport
{
    private const int Children = 1500;

    [Fact]
    public async Task An_import_killed_at_any_moment_changes_all_or_nothing_and_can_be_run_again()
    {
        await using var app = await App.Start(TimeProvider.System.GetUtcNow());
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Kapprum"] = app.Database,
            ["Data:Folder"] = app.Folder,
        };
        var file = await app.RosterFile(Children, seed: 7);

        HashSet<int> seen = [];
        string[] phases = ["checking", "comparing", "applying"];
        foreach (var phase in phases)
        {
            // What was killed leaves its own.
            await app.Execute("delete from roster.import_progress");
            await using (var import = HostProcess.Begin(settings, "import", file))
            {
                var orLater = phases.SkipWhile(one => one != phase).ToArray();
                await Eventually.Is(
                    () =>
                        app.Value<bool>(
                            "select exists (select from roster.import_progress where phase = any(@orLater))",
                            new { orLater }
                        ),
                    $"an import is {phase}"
                );
                await import.Kill();
            }

            var placed = await app.Value<int>(
                """
                select count(distinct child_id)
                from (select child_id from roster.placement union select child_id from roster.enrolment) child
                """
            );
            Assert.True(placed is 0 or Children, $"{placed} children, killed while {phase}");
            Assert.Equal(placed > 0, await app.Value<int>("select count(*) from roster.guardianship") > 0);
            seen.Add(placed);
        }

        // Nobody's death keeps the next one waiting, and what a killed one staged is no hindrance.
        var (exit, said) = await HostProcess.Run(settings, "import", file);
        Assert.True(exit == 0, said);
        Assert.Equal(
            Children,
            await app.Value<int>(
                """
                select count(distinct child_id)
                from (select child_id from roster.placement union select child_id from roster.enrolment) child
                """
            )
        );
        Assert.Contains(0, seen);

        // The accounts follow whoever finished it, and each of those with an address is written to once.
        Assert.Equal(
            await app.Value<int>("select count(*) from accounts.account where email is not null"),
            await app.Value<int>("select count(*) from kernel.mail where kind = 'activation'")
        );
        Assert.Equal(
            0,
            await app.Value<int>(
                "select count(*) - count(distinct recipient_id) from kernel.mail where kind = 'activation'"
            )
        );
        Assert.True(await app.Value<int>("select count(*) from accounts.account") > Children);
    }

    [Fact]
    public async Task A_host_killed_while_it_applies_an_import_applies_it_when_it_is_back()
    {
        await using var app = await App.Start(TimeProvider.System.GetUtcNow());
        var administrator = await app.Administrator();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Kapprum"] = app.Database,
            ["Data:Folder"] = app.Folder,
            ["Mail:Folder"] = Path.Combine(app.Folder, "mail"),
        };
        var roster = await File.ReadAllBytesAsync(await app.RosterFile(Children, seed: 8));

        Guid import;
        await using (var host = await HostProcess.Serve(settings))
        {
            using var api = At(host, administrator);
            using var content = new ByteArrayContent(roster);
            content.Headers.ContentType = new("application/json");
            import = (Guid)
                (
                    await api.PostAsync("roster/imports?name=roster.json", content)
                        .Json(System.Net.HttpStatusCode.Accepted)
                )["id"]!;
            await Eventually.Is(async () => await Status(app, import) == "previewed", "the import is previewed");
            // The administrator of this test is in no file.
            await api.Post($"roster/imports/{import}/apply", new { endMany = true })
                .Is(System.Net.HttpStatusCode.Accepted);
            await Eventually.Is(async () => await Status(app, import) != "previewed", "the import is being applied");
            await host.Kill();
        }

        await using (await HostProcess.Serve(settings))
            await Eventually.Is(
                async () => await Status(app, import) == "applied",
                "the import is applied",
                seconds: 180
            );

        Assert.Equal(1, await app.Value<int>("select count(*) from kernel.outbox where event = 'roster/changed'"));
        Assert.Equal(
            Children,
            await app.Value<int>(
                """
                select count(distinct child_id)
                from (select child_id from roster.placement union select child_id from roster.enrolment) child
                """
            )
        );
    }

    private static Task<string> Status(App app, Guid import) =>
        app.Value<string>("select status from roster.import where id = @import", new { import });

    private static HttpClient At(HostProcess host, Actor who)
    {
        var client = new HttpClient
        {
            BaseAddress = new Uri($"{host.Address}/api/"),
            Timeout = TimeSpan.FromMinutes(2),
        };
        client.DefaultRequestHeaders.Authorization = who.Api.DefaultRequestHeaders.Authorization;
        return client;
    }
}
