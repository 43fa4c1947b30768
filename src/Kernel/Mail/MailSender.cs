using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Sends the queued mails: claims a batch, has it written, sends, and marks each as sent as soon as the server has
/// accepted it, before the same connection takes the next. Whoever is killed in between loses nothing, and repeats at
/// most one mail per connection, under the same Message-ID. Several hosts share the work; a dead one's claims are free
/// at once.
/// </summary>
internal sealed class MailSender(
    [FromKeyedServices(Connections.OfJobs)] NpgsqlDataSource database,
    IServiceScopeFactory scopes,
    IMailDelivery delivery,
    MailComposer composer,
    Signals signals,
    TimeProvider clock,
    ILogger<MailSender> log
) : BackgroundService
{
    private const int Batch = 100;
    private const string NotWanted = "not-wanted";

    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastReply = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(3);

    /// <summary>Since when no mail gets out of this host; null while they do.</summary>
    public DateTimeOffset? ClosedSince { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Drain(stopping);
                failures = 0;
                ClosedSince = null;
                await signals.Wait(MailQueue.Signal, SlowPoll, stopping);
                continue;
            }
            catch (MailUnreachable e)
            {
                ClosedSince ??= clock.GetUtcNow();
                log.LogWarning("Mails wait: the way out is closed ({Reason})", e.Message);
            }
            catch (Exception e) when (DatabaseFault.Of(e) is { IsAway: true } fault)
            {
                log.LogWarning("Mails wait for the database ({Kind})", fault.Kind);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Mails wait: the queue could not be worked off");
            }

            await Task.Delay(BackOff(++failures, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), stopping);
        }
    }

    /// <summary>
    /// Sends everything that is due, here and now, and returns when it is done. For the command line and for tests too.
    /// </summary>
    /// <exception cref="MailUnreachable">Nothing can be sent at the moment; what was not sent waits.</exception>
    public async Task Drain(CancellationToken ct = default)
    {
        string[] kinds;
        await using (var scope = scopes.CreateAsyncScope())
            kinds = [.. scope.ServiceProvider.GetServices<IMailWriter>().Select(writer => writer.Kind)];

        await using var claims = await MailClaims.Open(database, kinds, clock, ct);
        if (!await claims.AnyDue(ct))
        {
            delivery.Rest();
            return;
        }

        // Nothing is claimed or written before it is known that there is a way.
        (await delivery.Open(ct)).Dispose();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var marks = new MailMarks(database, clock, log);
        var written = Channel.CreateBounded<(OutgoingMail, ClaimedMail)>(Batch);
        var working = new StrongBox<int>();
        var senders = new List<Task>();
        try
        {
            // While one batch is being sent, the next is written.
            while (await claims.Next(Batch, stop.Token) is { Count: > 0 } batch)
            {
                var more = Math.Min(delivery.AtOnce - senders.Count, batch.Count);
                Interlocked.Add(ref working.Value, more);
                senders.AddRange(Enumerable.Range(0, more).Select(_ => SendAll(written.Reader, marks, working, stop)));

                foreach (var kind in batch.GroupBy(mail => mail.Kind))
                foreach (var mail in await Write(kind.Key, [.. kind], marks, stop.Token))
                    await written.Writer.WriteAsync(mail, stop.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A sender has stopped it all and says why below.
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            written.Writer.Complete();
            await Task.WhenAll(senders).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await marks.Finish();
        }

        await Task.WhenAll(senders);
    }

    private async Task SendAll(
        ChannelReader<(OutgoingMail, ClaimedMail)> written,
        MailMarks marks,
        StrongBox<int> working,
        CancellationTokenSource stop
    )
    {
        // What is on its way when the host stops may still arrive: better to hear of it than to send it again.
        using var hurry = new CancellationTokenSource();
        await using var stopping = stop.Token.Register(() => hurry.CancelAfter(LastReply));
        IMailRoute? route = null;
        try
        {
            while (await written.WaitToReadAsync(stop.Token))
            {
                route ??= await delivery.Open(stop.Token);
                if (!written.TryRead(out var next))
                    continue;

                var (mail, claimed) = next;
                try
                {
                    var open = route;
                    await Instruments.Measure(
                        Instruments.Mails,
                        mail.Kind,
                        async () =>
                        {
                            await open.Send(mail, hurry.Token);
                            return 0;
                        }
                    );
                    await marks.Sent(mail.Id);
                }
                catch (MailRefused refused)
                {
                    await marks.Failed([Judge(claimed, refused.Code, refused.ForGood)]);
                }

                if (!route.IsOpen)
                {
                    route.Dispose();
                    route = null;
                }
            }
        }
        catch (MailUnreachable) when (route is null && Interlocked.Decrement(ref working.Value) > 0)
        {
            // The server takes no more connections at once than the others have.
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            route?.Dispose();
        }
    }

    private async Task<IReadOnlyList<(OutgoingMail, ClaimedMail)>> Write(
        string kind,
        IReadOnlyList<ClaimedMail> mails,
        MailMarks marks,
        CancellationToken ct
    )
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var writer = scope.ServiceProvider.GetServices<IMailWriter>().Single(writer => writer.Kind == kind);
            var letters = await scope
                .ServiceProvider.GetRequiredService<Transaction>()
                .Run(
                    () =>
                        writer.Write(
                            [
                                .. mails.Select(mail => new QueuedMail(
                                    mail.Id,
                                    mail.RecipientId,
                                    JsonElement.Parse(mail.About)
                                )),
                            ],
                            ct
                        ),
                    ct
                );

            var municipality = await Municipality.Of(scope.ServiceProvider.GetRequiredService<ISettings>(), ct);
            var now = clock.GetLocalNow();
            var outgoing = (
                from mail in mails
                where letters.ContainsKey(mail.Id)
                let message = composer.Of(mail.Id, letters[mail.Id] with { Municipality = municipality }, now)
                where message is not null
                select (
                    new OutgoingMail(
                        mail.Id,
                        kind,
                        TimeZoneInfo.ConvertTime(mail.QueuedAt, clock.LocalTimeZone),
                        message
                    ),
                    mail
                )
            ).ToList();

            var going = outgoing.Select(mail => mail.mail.Id).ToHashSet();
            await marks.Failed([
                .. from mail in mails
                where !going.Contains(mail.Id)
                select Judge(mail, letters.ContainsKey(mail.Id) ? "no-address" : NotWanted, forGood: true),
            ]);
            return outgoing;
        }
        catch (Exception e) when (e is not OperationCanceledException && mails.Count > 1)
        {
            // One that cannot be written must not hold the others back.
            var outgoing = new List<(OutgoingMail, ClaimedMail)>();
            foreach (var mail in mails)
                outgoing.AddRange(await Write(kind, [mail], marks, ct));
            return outgoing;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Mail {Id} of the kind {Kind} could not be written", mails[0].Id, kind);
            await marks.Failed([Judge(mails[0], "not-written", forGood: false)]);
            return [];
        }
    }

    /// <summary>Another try after 30 s, 1 min, 2 min, ... every 2 hours, for three days.</summary>
    private MailMarks.Failure Judge(ClaimedMail mail, string code, bool forGood)
    {
        var now = clock.GetUtcNow();
        var expired = mail.FailedSince is { } since && now - since > GivesUpAfter;
        // Most that are dropped are no longer wanted, as their reader has read the notice.
        if (forGood || expired)
            log.Log(
                code == NotWanted ? LogLevel.Debug : LogLevel.Information,
                "Mail {Id} of the kind {Kind} is dropped: {Code}",
                mail.Id,
                mail.Kind,
                code
            );
        return new(
            mail.Id,
            code,
            forGood || expired
                ? null
                : now + BackOff(mail.Attempts + 1, TimeSpan.FromSeconds(30), TimeSpan.FromHours(2))
        );
    }

    /// <summary>
    /// Doubles from the first failure on up to the longest; a random quarter off, so that what failed together does not
    /// come back together.
    /// </summary>
    private static TimeSpan BackOff(int failures, TimeSpan first, TimeSpan longest) =>
        TimeSpan.FromSeconds(
            Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20)), longest.TotalSeconds)
        ) * (1 - Random.Shared.NextDouble() / 4);
}
