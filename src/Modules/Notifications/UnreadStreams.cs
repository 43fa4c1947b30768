using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kapprum.Notifications;

/// <summary>
/// Tells everybody who listens on this host how many unread notices he or she has, as soon as it changes. However many
/// listen, and however many come at once, a count costs one statement for all of them and one more for those whose
/// number is another.
/// </summary>
internal sealed class UnreadStreams(
    IServiceScopeFactory scopes,
    Signals signals,
    IHostApplicationLifetime host,
    ILogger<UnreadStreams> log
) : BackgroundService
{
    // A few devices with a few windows; each held open costs memory and a connection.
    private const int MaxPerAccount = 10;

    private static readonly TimeSpan MinBetweenCounts = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HeartbeatAfter = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Listener, bool> listeners = new();
    private readonly Channel<bool> recount = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>
    /// The number at once, each time it changes, and again every 25 seconds, so that nothing in between takes the
    /// silence for the end. Ends after five minutes: who asks again is asked again who he is.
    /// </summary>
    /// <param name="accountId">Whose streams are counted: not every account is a person of the roster.</param>
    /// <param name="personId">Whose notices are counted.</param>
    /// <exception cref="Refusal">429 <c>too-many-streams</c>: the account listens in ten places on this host; the pages
    /// ask now and then instead.</exception>
    public IAsyncEnumerable<SseItem<int>> Follow(Guid accountId, Guid personId, CancellationToken gone) =>
        listeners.Count(listening => listening.Key.AccountId == accountId) < MaxPerAccount
            ? Listen(accountId, personId, gone)
            : throw Refusal.TooMany("notifications/too-many-streams", MaxDuration);

    private async IAsyncEnumerable<SseItem<int>> Listen(
        Guid accountId,
        Guid personId,
        [EnumeratorCancellation] CancellationToken gone
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, host.ApplicationStopping);
        end.CancelAfter(MaxDuration);
        var listener = new Listener(accountId, personId);
        listeners[listener] = true;
        try
        {
            recount.Writer.TryWrite(true);
            while (await listener.Next(HeartbeatAfter, end.Token) is { } unread)
                yield return new(unread) { ReconnectionInterval = TimeSpan.FromSeconds(3) };
        }
        finally
        {
            listeners.TryRemove(listener, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        signals.Raised += signal =>
        {
            if (signal == NoticeWriter.Signal)
                recount.Writer.TryWrite(true);
        };

        while (!stopping.IsCancellationRequested)
        {
            await WaitForSignal(PollInterval, stopping);
            try
            {
                if (listeners.Keys is { Count: > 0 } all)
                    await Publish([.. all], stopping);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                log.LogWarning("Unread notices are not counted for a while: {Reason}", e.Message);
            }

            await Task.Delay(MinBetweenCounts, stopping);
        }
    }

    private async Task WaitForSignal(TimeSpan atMost, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(atMost);
        try
        {
            await recount.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Nobody has asked: a signal may have been lost.
        }
    }

    private async Task Publish(IReadOnlyList<Listener> all, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var notices = scope.ServiceProvider.GetRequiredService<NoticeQueries>();
        var stored = (await notices.Stored([.. all.Select(listener => listener.PersonId).Distinct()], ct)).ToLookup(
            count => count.PersonId
        );

        var changed = all.Where(listener => !listener.HasSeen(stored[listener.PersonId])).ToList();
        var visible = (
            await notices.Visible([.. changed.SelectMany(listener => stored[listener.PersonId]).Distinct()], ct)
        ).ToLookup(count => count.PersonId, count => count.Notices);
        foreach (var listener in changed)
            listener.Update(stored[listener.PersonId], visible[listener.PersonId].Sum());
    }

    private sealed class Listener(Guid accountId, Guid personId)
    {
        private readonly Channel<int> numbers = Channel.CreateBounded<int>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        private HashSet<NoticeQueries.Count>? counts;
        private int? last;

        public Guid AccountId { get; } = accountId;
        public Guid PersonId { get; } = personId;

        public bool HasSeen(IEnumerable<NoticeQueries.Count> stored) => counts?.SetEquals(stored) is true;

        public void Update(IEnumerable<NoticeQueries.Count> stored, int unread)
        {
            counts = [.. stored];
            numbers.Writer.TryWrite(unread);
        }

        /// <summary>
        /// The next number, or the last one again after a while; null at the end, and when there is none in all that
        /// time.
        /// </summary>
        public async Task<int?> Next(TimeSpan atMost, CancellationToken end)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(end);
            limit.CancelAfter(atMost);
            try
            {
                last = await numbers.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // Nothing new, or the end.
            }

            return end.IsCancellationRequested ? null : last;
        }
    }
}
