using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>
/// Sends the queued mails: claims a batch, has it written, sends, and marks each as sent as soon as the server has
/// accepted it, before the same connection takes the next. Whoever is killed in between loses nothing, and repeats at
/// most one mail per connection, under the same Message-ID. Several hosts share the work; a dead one's claims are free
/// at once.
/// </summary>
internal sealed class MailSender(
    NpgsqlDataSource database,
    IServiceScopeFactory scopes,
    IMailDelivery delivery,
    MailLook look,
    Signals signals,
    TimeProvider clock,
    ILogger<MailSender> log
) : BackgroundService
{
    private const int Batch = 100;

    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastReply = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(3);

    private sealed record Claimed(
        Guid Id,
        string Kind,
        Guid RecipientId,
        string About,
        DateTime QueuedAt,
        int Attempts,
        DateTime? FailedSince
    );

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Drain(stopping);
                failures = 0;
                await signals.Wait(MailQueue.Signal, SlowPoll, stopping);
                continue;
            }
            catch (MailUnreachable e)
            {
                log.LogWarning("Mails wait: the way out is closed ({Reason})", e.Message);
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

        await using var claims = await Claims.Open(database, kinds, clock, ct);
        if (!await claims.AnyDue(ct))
        {
            delivery.Rest();
            return;
        }

        // Nothing is claimed or written before it is known that there is a way.
        (await delivery.Open(ct)).Dispose();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var marks = new Marks(database, clock, log);
        var written = Channel.CreateBounded<(OutgoingMail, Claimed)>(Batch);
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
        ChannelReader<(OutgoingMail, Claimed)> written,
        Marks marks,
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

    private async Task<IReadOnlyList<(OutgoingMail, Claimed)>> Write(
        string kind,
        IReadOnlyList<Claimed> mails,
        Marks marks,
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

            var now = clock.GetLocalNow();
            var outgoing = (
                from mail in mails
                where letters.ContainsKey(mail.Id)
                let message = look.Of(mail.Id, letters[mail.Id], now)
                where message is not null
                select (
                    new OutgoingMail(
                        mail.Id,
                        kind,
                        TimeZoneInfo.ConvertTime(new DateTimeOffset(mail.QueuedAt), clock.LocalTimeZone),
                        message
                    ),
                    mail
                )
            ).ToList();

            var going = outgoing.Select(mail => mail.mail.Id).ToHashSet();
            await marks.Failed([
                .. from mail in mails
                where !going.Contains(mail.Id)
                select Judge(mail, letters.ContainsKey(mail.Id) ? "no-address" : "not-wanted", forGood: true),
            ]);
            return outgoing;
        }
        catch (Exception e) when (e is not OperationCanceledException && mails.Count > 1)
        {
            // One that cannot be written must not hold the others back.
            var outgoing = new List<(OutgoingMail, Claimed)>();
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
    private Marks.Failure Judge(Claimed mail, string code, bool forGood)
    {
        var now = clock.GetUtcNow();
        var expired = mail.FailedSince is { } since && now - since > GivesUpAfter;
        if (forGood || expired)
            log.LogInformation("Mail {Id} of the kind {Kind} is dropped: {Code}", mail.Id, mail.Kind, code);
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

    /// <summary>
    /// What one run has in hand. Its number stands in the rows and is held as an advisory lock by its session: when the
    /// session ends, by whatever cause, the rows are anybody's.
    /// </summary>
    private sealed class Claims(NpgsqlConnection db, int number, string[] kinds, TimeProvider clock) : IAsyncDisposable
    {
        // The first half of the locks' names; the second is the number.
        private const int Locks = 0x6d61696c;

        public static async Task<Claims> Open(
            NpgsqlDataSource database,
            string[] kinds,
            TimeProvider clock,
            CancellationToken ct
        )
        {
            var db = await database.OpenConnectionAsync(ct);
            var number = Random.Shared.Next(1, int.MaxValue);
            await db.Execute("select pg_advisory_lock(@Locks, @number)", new { Locks, number }, ct);
            return new(db, number, kinds, clock);
        }

        /// <summary>Frees what dead senders held, and says whether there is anything to do.</summary>
        public async Task<bool> AnyDue(CancellationToken ct)
        {
            // A number that stands in a row was locked before the row was written, and is never used again: not locked
            // now, its sender is dead.
            await using var batch = new NpgsqlBatch(db)
            {
                BatchCommands =
                {
                    new(
                        """
                        with dead as materialized (
                            select distinct claimed_by as number from kernel.mail
                            where claimed_by is not null
                              and claimed_by <> all (select objid::bigint from pg_locks where locktype = 'advisory' and classid = $1::bigint::oid))
                        update kernel.mail set claimed_by = null where claimed_by in (select number from dead)
                        """
                    )
                    {
                        Parameters = { new() { Value = (long)Locks } },
                    },
                    new(
                        """
                        select exists (select from kernel.mail
                                       where sent_at is null and dropped_at is null and claimed_by is null and due_at <= $1 and kind = any($2))
                        """
                    )
                    {
                        Parameters =
                        {
                            new() { Value = clock.GetUtcNow() },
                            new() { Value = kinds },
                        },
                    },
                },
            };
            return (bool)(await batch.ExecuteScalarAsync(ct))!;
        }

        /// <summary>
        /// A kind that this host does not know waits for one that does, as while a new version is rolled out.
        /// </summary>
        public async Task<IReadOnlyList<Claimed>> Next(int atMost, CancellationToken ct) =>
            await db.Query<Claimed>(
                """
                update kernel.mail set claimed_by = @number
                where id in (select id from kernel.mail
                             where sent_at is null and dropped_at is null and claimed_by is null and due_at <= @Now and kind = any(@kinds)
                             order by due_at limit @atMost for no key update skip locked)
                returning id, kind, recipient_id, about::text, queued_at, attempts, failed_since
                """,
                new
                {
                    number,
                    kinds,
                    atMost,
                    Now = clock.GetUtcNow(),
                },
                ct
            );

        public async ValueTask DisposeAsync()
        {
            try
            {
                await db.Execute(
                    """
                    update kernel.mail set claimed_by = null where claimed_by = @number;
                    select pg_advisory_unlock(@Locks, @number);
                    """,
                    new { Locks, number },
                    CancellationToken.None
                );
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                // The session is gone, and the lock with it.
            }
            finally
            {
                await db.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Writes down what became of the mails. What comes while a write is on its way goes together in the next, and
    /// nobody returns before what he said is committed.
    /// </summary>
    private sealed class Marks
    {
        public sealed record Failure(Guid Id, string Code, DateTimeOffset? DueAgain);

        private readonly Channel<(Guid Id, TaskCompletionSource Done)> accepted = Channel.CreateUnbounded<(
            Guid,
            TaskCompletionSource
        )>();
        private readonly NpgsqlDataSource database;
        private readonly TimeProvider clock;
        private readonly ILogger log;
        private readonly Task running;
        private int sent,
            later,
            dropped;

        public Marks(NpgsqlDataSource database, TimeProvider clock, ILogger log)
        {
            (this.database, this.clock, this.log) = (database, clock, log);
            running = Run();
        }

        public Task Sent(Guid id)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            accepted.Writer.TryWrite((id, done));
            return done.Task;
        }

        public async Task Failed(IReadOnlyCollection<Failure> failures)
        {
            if (failures.Count == 0)
                return;

            await using var command = database.CreateCommand(
                """
                update kernel.mail m
                set claimed_by = null, last_error = f.code, attempts = attempts + 1, failed_since = coalesce(failed_since, $1),
                    due_at = coalesce(f.due, due_at), dropped_at = case when f.due is null then $1 end
                from unnest($2, $3, $4) f (id, code, due)
                where m.id = f.id
                """
            );
            command.Parameters.Add(new() { Value = clock.GetUtcNow() });
            command.Parameters.Add(new() { Value = failures.Select(f => f.Id).ToArray() });
            command.Parameters.Add(new() { Value = failures.Select(f => f.Code).ToArray() });
            command.Parameters.Add(
                new()
                {
                    Value = failures.Select(f => f.DueAgain).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                }
            );
            await command.ExecuteNonQueryAsync();

            var gone = failures.Count(f => f.DueAgain is null);
            Interlocked.Add(ref dropped, gone);
            Interlocked.Add(ref later, failures.Count - gone);
        }

        public async Task Finish()
        {
            accepted.Writer.Complete();
            await running;
            if (sent + later + dropped > 0)
                log.LogInformation(
                    "Mails: {Sent} sent, {Later} to be tried again, {Dropped} dropped",
                    sent,
                    later,
                    dropped
                );
        }

        private async Task Run()
        {
            while (await accepted.Reader.WaitToReadAsync())
            {
                var together = new List<(Guid Id, TaskCompletionSource Done)>();
                while (accepted.Reader.TryRead(out var one))
                    together.Add(one);

                try
                {
                    await Mark([.. together.Select(one => one.Id)]);
                    sent += together.Count;
                    together.ForEach(one => one.Done.SetResult());
                }
                catch (Exception e)
                {
                    together.ForEach(one => one.Done.SetException(e));
                }
            }
        }

        // These have gone: as long as that is not written down they may go again, so this does not give up lightly.
        private async Task Mark(Guid[] ids)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await using var command = database.CreateCommand(
                        "update kernel.mail set sent_at = $1, claimed_by = null where id = any($2)"
                    );
                    command.Parameters.Add(new() { Value = clock.GetUtcNow() });
                    command.Parameters.Add(new() { Value = ids });
                    await command.ExecuteNonQueryAsync();
                    return;
                }
                catch (Exception e) when (e is NpgsqlException && attempt < 30)
                {
                    log.LogWarning(
                        "{Count} mails have gone but could not be marked as sent yet: {Reason}",
                        ids.Length,
                        e.Message
                    );
                    await Task.Delay(TimeSpan.FromSeconds(1));
                }
            }
        }
    }
}
