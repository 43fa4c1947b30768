using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// A way in which the database fails that is no fault of a statement: it is away, full, locked, at its limits. Whoever
/// asked is told 503 and when to come back.
/// </summary>
/// <param name="Kind">For the log and the meter.</param>
/// <param name="Seconds">After how long another try makes sense; told in <c>Retry-After</c>.</param>
/// <param name="Level">How loud the log is about it.</param>
/// <param name="IsAway">No connection is to be had: what is tried next fails as well.</param>
public sealed record DatabaseFault(string Kind, int Seconds, LogLevel Level, bool IsAway = false)
{
    public static readonly DatabaseFault DiskFull = new("disk-full", 10, LogLevel.Critical);

    private static readonly DatabaseFault Away = new("away", 2, LogLevel.Error, IsAway: true);
    private static readonly DatabaseFault NoAnswer = new("no-answer", 2, LogLevel.Warning, IsAway: true);

    /// <summary>What PostgreSQL says, by the code or the class it begins with.</summary>
    private static readonly (string[] States, DatabaseFault Fault)[] Told =
    [
        (["08"], Away),
        // Shutting down, crashed, starting, hung up for idleness.
        (["57P01", "57P02", "57P03", "57P05"], Away),
        ([PostgresErrorCodes.DiskFull], DiskFull),
        ([PostgresErrorCodes.IoError], new("disk-fault", 10, LogLevel.Critical)),
        ([PostgresErrorCodes.TooManyConnections], new("too-many-connections", 5, LogLevel.Error, IsAway: true)),
        (["53"], new("exhausted", 5, LogLevel.Error)),
        // A standby that becomes the primary.
        ([PostgresErrorCodes.ReadOnlySqlTransaction], new("read-only", 2, LogLevel.Error)),
        (
            [PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected],
            new("collision", 1, LogLevel.Warning)
        ),
        ([PostgresErrorCodes.LockNotAvailable], new("locked", 2, LogLevel.Warning)),
        ([PostgresErrorCodes.QueryCanceled], new("too-slow", 5, LogLevel.Warning)),
    ];

    /// <summary>What failed, if it was the database; null for everything else, the caller's own leaving too.</summary>
    public static DatabaseFault? Of(Exception? exception) =>
        exception switch
        {
            null or OperationCanceledException => null,
            PostgresException told => Told.FirstOrDefault(row =>
                row.States.Any(state => told.SqlState.StartsWith(state, StringComparison.Ordinal))
            ).Fault,
            // Two statements at once on one connection: that is ours.
            NpgsqlOperationInProgressException => null,
            // Also when the pool had none to give.
            NpgsqlException { InnerException: TimeoutException } => NoAnswer,
            NpgsqlException => Away,
            // It broke while somebody held it, whose next statement finds it closed.
            InvalidOperationException { Source: "Npgsql", Message: "Connection is not open" } => Away,
            _ => Of(exception.InnerException),
        };
}
