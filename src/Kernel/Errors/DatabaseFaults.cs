using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Says when to come back to whom the database has failed, and keeps the log readable: one line a second for each kind,
/// however many are failed. The answer itself is the problem's or the error page's.
/// </summary>
public sealed class DatabaseFaults(TimeProvider clock, ILogger<DatabaseFaults> log) : IExceptionHandler
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Seen> seen = new();

    public ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        if (DatabaseFault.Of(exception) is { } fault)
        {
            Note(fault, exception);
            http.Response.Headers.RetryAfter = fault.Seconds.ToString(CultureInfo.InvariantCulture);
        }

        return ValueTask.FromResult(false);
    }

    /// <summary>Whether this host has met it within a time.</summary>
    public bool Met(DatabaseFault fault, TimeSpan within) =>
        seen.TryGetValue(fault.Kind, out var met) && clock.GetElapsedTime(met.Last) < within;

    private void Note(DatabaseFault fault, Exception exception)
    {
        Instruments.DatabaseFaults.Add(1, new KeyValuePair<string, object?>("kind", fault.Kind));
        var met = seen.GetOrAdd(fault.Kind, _ => new());
        if (met.Note(clock) is not { } failed)
            return;
        // Without a stack: what failed is elsewhere.
        log.Log(
            fault.Level,
            "The database fails requests: {Kind}, {Reason} ({Count} since the last such line)",
            fault.Kind,
            Reason(exception),
            failed
        );
    }

    private static string Reason(Exception? exception) =>
        exception switch
        {
            PostgresException told => $"{told.SqlState} {told.MessageText}",
            NpgsqlException failed => failed.GetBaseException().Message,
            _ => exception is null ? "" : Reason(exception.InnerException),
        };

    /// <summary>When a kind was last met, and when the log last told of it.</summary>
    private sealed class Seen
    {
        private readonly Lock counting = new();
        private long? told;
        private int untold;

        public long Last { get; private set; }

        /// <returns>How many to tell of now; null while the last line is too young for another.</returns>
        public int? Note(TimeProvider clock)
        {
            lock (counting)
            {
                Last = clock.GetTimestamp();
                untold++;
                if (told is { } at && clock.GetElapsedTime(at, Last) < BetweenLines)
                    return null;
                (told, var all) = (Last, untold);
                untold = 0;
                return all;
            }
        }
    }
}
