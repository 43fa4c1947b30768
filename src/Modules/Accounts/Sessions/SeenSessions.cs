using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Notes when sessions were last seen, once a minute for all of them together and never while somebody waits.
/// </summary>
internal sealed class SeenSessions(
    [FromKeyedServices(Connections.OfJobs)] NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<SeenSessions> log
) : BackgroundService
{
    // More in one minute than a host can serve; beyond it a session's last use may be a minute old, nothing else.
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> seen = new();

    // To the half minute: a use of a moment ago is not written again.
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);

    public void Note(Guid sessionId)
    {
        var now = clock.GetUtcNow();
        if (seen.TryGetValue(sessionId, out var before) ? now - before > Often : seen.Count < Most)
            seen[sessionId] = now;
    }

    /// <summary>When it was last seen here; null when that has been written or it was not.</summary>
    public DateTimeOffset? LastOf(Guid sessionId) => seen.TryGetValue(sessionId, out var at) ? at : null;

    /// <summary>Writes what has been noted.</summary>
    public async Task Flush(CancellationToken ct = default)
    {
        var noted = seen.ToArray();
        if (noted.Length == 0)
            return;

        await using var db = await database.OpenConnectionAsync(ct);
        await db.Execute(
            """
            update accounts.session s
            set seen_at = noted.at
            from unnest(@Ids, @Times) noted (id, at)
            where s.id = noted.id and s.seen_at < noted.at
            """,
            new { Ids = noted.Select(n => n.Key).ToArray(), Times = noted.Select(n => n.Value).ToArray() },
            ct
        );

        foreach (var note in noted)
            seen.TryRemove(note);
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), stopping);
            try
            {
                await Flush(stopping);
            }
            catch (NpgsqlException e)
            {
                log.LogWarning("When sessions were last seen could not be noted: {Reason}", e.Message);
            }
        }
    }

    public override async Task StopAsync(CancellationToken ct)
    {
        await base.StopAsync(ct);
        try
        {
            await Flush(ct);
        }
        catch (NpgsqlException)
        {
            // The database is gone first; a minute of last uses with it.
        }
    }
}
