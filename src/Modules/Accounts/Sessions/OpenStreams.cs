using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Ends the streams of a session with it. Who asks is looked at when a request begins, and a stream goes on after that:
/// to its endpoint the end of the session looks like a client that has gone, so that no stream has to know of sessions.
/// </summary>
internal sealed class OpenStreams
{
    private readonly ConcurrentDictionary<Stream, bool> open = new();
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider clock;
    private readonly ILogger<OpenStreams> log;

    public OpenStreams(IServiceScopeFactory scopes, Signals signals, TimeProvider clock, ILogger<OpenStreams> log)
    {
        (this.scopes, this.clock, this.log) = (scopes, clock, log);
        signals.Raised += Hear;
    }

    private sealed record Stream(Guid AccountId, Guid SessionId, CancellationTokenSource End);

    public void EndWith(CurrentUser user, HttpContext http)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var stream = new Stream(user.AccountId, user.SessionId, end);
        http.RequestAborted = end.Token;
        open[stream] = true;
        http.Response.OnCompleted(() =>
        {
            open.TryRemove(stream, out _);
            end.Dispose();
            return Task.CompletedTask;
        });
        // It may have ended between being looked up and being listened for.
        Look([stream]);
    }

    private void Hear(string signal)
    {
        if (signal.Split(':') is not [SessionCache.Signal, .. var rest])
            return;
        var all = open.Keys;
        Look(
            rest is [var account] && Guid.TryParse(account, out var id)
                ? [.. all.Where(stream => stream.AccountId == id)]
                : [.. all]
        );
    }

    private void Look(Stream[] streams)
    {
        if (streams.Length > 0)
            _ = Task.Run(() => EndThoseOfEndedSessions(streams));
    }

    private async Task EndThoseOfEndedSessions(Stream[] streams)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var lasting = await scope
                .ServiceProvider.GetRequiredService<NpgsqlConnection>()
                .Query<Guid>(
                    """
                    select s.id
                    from accounts.session s
                    join accounts.account a on a.id = s.account_id and a.ended_at is null
                    where s.id = any(@Ids) and s.ended_at is null and s.expires_at > @Now
                    """,
                    new { Ids = streams.Select(stream => stream.SessionId).ToArray(), Now = clock.GetUtcNow() },
                    CancellationToken.None
                );
            foreach (var stream in streams.Where(stream => !lasting.Contains(stream.SessionId)))
                await End(stream);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            log.LogWarning("Streams of ended sessions go on until they end by themselves: {Reason}", e.Message);
        }
    }

    private static async Task End(Stream stream)
    {
        try
        {
            await stream.End.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }
}
