using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Wakes whoever waits for something, in this process at once and in the other hosts by LISTEN/NOTIFY. A signal is a
/// hint and may be lost: who waits also looks by itself now and then. It is raised after the commit and not in the
/// transaction, because NOTIFY takes a lock that makes the database's commits queue up one after the other. A signal
/// may say after a colon what it is about (<c>sessions:{id}</c>); who waits for it waits for all of its kind.
/// </summary>
public sealed class Signals([FromKeyedServices(Connections.OfJobs)] NpgsqlDataSource database, ILogger<Signals> log)
    : BackgroundService
{
    private const string Channel = "kapprum";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> waiting = new();
    private readonly ConcurrentDictionary<string, bool> unsent = new();
    private readonly SemaphoreSlim toSend = new(0, 1);

    /// <summary>Called for every signal of this host and of the others; must be quick.</summary>
    public event Action<string>? Raised;

    /// <summary>Tells all hosts; many close together become one.</summary>
    public void Raise(string signal)
    {
        Wake(signal);
        unsent[signal] = true;
        Release(toSend);
    }

    /// <summary>Returns when the signal is raised or the time is over.</summary>
    public Task Wait(string signal, TimeSpan atMost, CancellationToken ct) =>
        waiting.GetOrAdd(signal, _ => new(0, 1)).WaitAsync(atMost, ct);

    protected override Task ExecuteAsync(CancellationToken stopping) => Task.WhenAll(Send(stopping), Listen(stopping));

    private async Task Send(CancellationToken stopping)
    {
        var told = false;
        while (!stopping.IsCancellationRequested)
        {
            await toSend.WaitAsync(stopping);
            try
            {
                await Flush(stopping);
                told = false;
                await Task.Delay(50, stopping);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                if (!told)
                    log.LogWarning("The other hosts could not be signalled for a while: {Reason}", e.Message);
                told = true;
                Release(toSend);
                await Task.Delay(TimeSpan.FromSeconds(1), stopping);
            }
        }
    }

    /// <summary>
    /// Tells the other hosts now what they have not been told. Serving hosts do so by themselves; what runs beside them
    /// and ends does it before.
    /// </summary>
    public async Task Flush(CancellationToken ct)
    {
        var signals = unsent.Keys.ToArray();
        if (signals.Length == 0)
            return;

        foreach (var signal in signals)
            unsent.TryRemove(signal, out _);
        try
        {
            await using var command = database.CreateCommand(
                "select pg_notify($1, signal) from unnest($2::text[]) signal"
            );
            command.Parameters.Add(new() { Value = Channel });
            command.Parameters.Add(new() { Value = signals });
            await command.ExecuteNonQueryAsync(ct);
        }
        catch
        {
            foreach (var signal in signals)
                unsent.TryAdd(signal, true);
            throw;
        }
    }

    private async Task Listen(CancellationToken stopping)
    {
        var told = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var db = await database.OpenConnectionAsync(stopping);
                db.Notification += (_, notice) => Wake(notice.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", db))
                    await listen.ExecuteNonQueryAsync(stopping);
                told = false;

                while (true)
                    await db.WaitAsync(stopping);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
            {
                // Once, not at every try.
                if (!told)
                    log.LogWarning("Signals from other hosts are not heard for a while: {Reason}", e.Message);
                told = true;
                await Task.Delay(TimeSpan.FromSeconds(1), stopping);
            }
        }
    }

    private void Wake(string signal)
    {
        Release(waiting.GetOrAdd(signal.Split(':')[0], _ => new(0, 1)));
        Raised?.Invoke(signal);
    }

    private static void Release(SemaphoreSlim semaphore)
    {
        try
        {
            if (semaphore.CurrentCount == 0)
                semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread was quicker; it is raised, which is all that matters.
        }
    }
}
