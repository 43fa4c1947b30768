using System.Collections.Concurrent;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kapprum.Tests.Kernel;

/// <summary>Writes mails of the kind "test"; what it does beside that, a test decides.</summary>
internal sealed class Letters : IMailWriter
{
    /// <summary>What writing means for one mail; null if it is no longer wanted.</summary>
    public Func<QueuedMail, MailContent?> Write { get; set; } = mail => To(mail.RecipientId);

    public ConcurrentQueue<Guid[]> Batches { get; } = new();

    public string Kind => "test";

    public static string Address(Guid recipient) => $"{recipient:N}@example.org";

    public static MailContent To(Guid recipient) =>
        new(
            Address(recipient),
            "sv",
            "Hej på dig",
            ["Första stycket.", "Andra <stycket> & mer."],
            ("Öppna", "/absence/1")
        );

    Task<IReadOnlyDictionary<Guid, MailContent>> IMailWriter.Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    )
    {
        Batches.Enqueue([.. mails.Select(mail => mail.Id)]);
        return Task.FromResult<IReadOnlyDictionary<Guid, MailContent>>(
            (
                from mail in mails
                let letter = Write(mail)
                where letter is not null
                select (mail.Id, letter)
            ).ToDictionary(l => l.Id, l => l.letter!)
        );
    }
}

/// <summary>An application whose mails go to a sink of its own, or to files.</summary>
internal sealed class MailingApp : IAsyncDisposable
{
    public required App App { get; init; }

    public required Letters Letters { get; init; }

    public SmtpSink? Sink { get; init; }

    public static Task<MailingApp> StartWithSink(params (string Name, string Value)[] settings) =>
        Start(new SmtpSink(), settings);

    public static async Task<MailingApp> Start(SmtpSink? sink = null, params (string Name, string Value)[] settings)
    {
        var letters = new Letters();
        var all = settings.ToDictionary(s => s.Name, s => (string?)s.Value);
        all["Mail:From"] = "Kapprum <kapprum@sandby.example>";
        all["Public:Address"] = "https://kapprum.sandby.example/";
        if (sink is not null)
            (all["Mail:Server"], all["Mail:Port"]) = (
                "127.0.0.1",
                sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
            );
        return new()
        {
            App = await App.Start(settings: all, instead: services => services.AddSingleton<IMailWriter>(letters)),
            Letters = letters,
            Sink = sink,
        };
    }

    /// <summary>Queues a mail to each of as many new recipients.</summary>
    public async Task<Guid[]> Queue(int count = 1, DateTimeOffset? dueAt = null)
    {
        Guid[] recipients = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        await Queue(recipients, recipient => $"test/{recipient}", dueAt);
        return recipients;
    }

    public async Task<int> Queue(Guid[] recipients, Func<Guid, string> key, DateTimeOffset? dueAt = null)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<Transaction>()
            .Run(
                () =>
                    scope
                        .ServiceProvider.GetRequiredService<MailQueue>()
                        .Add(
                            "test",
                            [.. recipients.Select(r => (r, key(r), (object?)null))],
                            CancellationToken.None,
                            dueAt
                        ),
                CancellationToken.None
            );
    }

    public Task Send() => App.Services.GetRequiredService<MailSender>().Drain();

    public async Task<(int Waiting, int Sent, int Dropped)> State()
    {
        await using var db = await App.Connection();
        return await Dapper.SqlMapper.QuerySingleAsync<(int, int, int)>(
            db,
            """
            select count(*) filter (where sent_at is null and dropped_at is null)::int, count(sent_at)::int,
                   count(dropped_at)::int
            from kernel.mail
            """
        );
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (Sink is not null)
            await Sink.DisposeAsync();
    }
}
