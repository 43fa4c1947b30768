using Kapprum.Support;

namespace Kapprum.Crash;

public sealed class KilledWhileMailing
{
    private const int Connections = 4;

    [Fact]
    public async Task A_host_killed_among_a_thousand_activation_mails_leaves_nobody_out_and_writes_to_nobody_twice()
    {
        await using var app = await Town();
        await using var sink = new SmtpSink();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Kapprum"] = app.Database,
            ["Data:Folder"] = app.Folder,
            ["Mail:Server"] = "127.0.0.1",
            ["Mail:Port"] = $"{sink.Port}",
            ["Mail:Security"] = "none",
            ["Mail:Connections"] = $"{Connections}",
        };
        var due = await app.Value<int>("select count(*) from kernel.mail where kind = 'activation'");
        Assert.InRange(due, 1000, 2000);

        var kills = 0;
        foreach (var part in new[] { 0.2, 0.5, 0.8 })
        {
            await using var host = await HostProcess.Serve(settings);
            await Eventually.Is(
                () => Task.FromResult(sink.Mails.Count >= due * part),
                $"{part:P0} of the mails are sent"
            );
            await host.Kill();
            kills++;
        }

        await using (await HostProcess.Serve(settings))
            await Eventually.Is(() => Nothing(app), "every mail is sent");

        // Between a mail server's yes and ours being kept nobody can be killed without a repetition: at most one mail a
        // connection and kill, the same mail under the same Message-ID, which mail servers take for what it is.
        var mails = sink.Mails.Select(mail => mail.Read()).ToList();
        var distinct = mails.DistinctBy(mail => mail.MessageId).ToList();
        Assert.InRange(mails.Count - distinct.Count, 0, Connections * kills);
        Assert.Equal(
            await app.Value<int>("select count(*) from kernel.mail where sent_at is not null"),
            distinct.Count
        );
        Assert.Equal(
            0,
            await app.Value<int>("select count(*) from kernel.mail where sent_at is null and dropped_at is null")
        );
    }

    [Fact]
    public async Task Mails_that_are_files_are_there_exactly_once()
    {
        await using var app = await Town();
        var folder = Path.Combine(app.Folder, "mail");
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Kapprum"] = app.Database,
            ["Data:Folder"] = app.Folder,
        };
        var due = await app.Value<int>("select count(*) from kernel.mail where kind = 'activation'");

        await using (var host = await HostProcess.Serve(settings))
        {
            await Eventually.Is(() => Task.FromResult(Files().Length >= due / 3), "a third of the mails is there");
            await host.Kill();
        }

        await using (await HostProcess.Serve(settings))
            await Eventually.Is(() => Nothing(app), "every mail is there");

        Assert.Equal(
            await app.Value<int>("select count(*) from kernel.mail where sent_at is not null"),
            Files().Length
        );

        string[] Files() => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [];
    }

    /// <summary>A town just imported: its activation mails are due, and nobody sends them yet.</summary>
    private static async Task<App> Town()
    {
        var app = await App.Start(TimeProvider.System.GetUtcNow());
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Kapprum"] = app.Database,
            ["Data:Folder"] = app.Folder,
        };
        var (exit, said) = await HostProcess.Run(settings, "import", await app.RosterFile(children: 700, seed: 3));
        Assert.True(exit == 0, said);
        return app;
    }

    private static async Task<bool> Nothing(App app) =>
        await app.Value<int>("select count(*) from kernel.mail where sent_at is null and dropped_at is null") == 0;
}
