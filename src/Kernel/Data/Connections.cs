using System.Data;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// The pools of connections beside that of the requests, by the keys of their data sources: what waits in one keeps
/// nobody in another.
/// </summary>
public static class Connections
{
    /// <summary>For what goes on beside the requests: events, jobs, mails, signals, the command line.</summary>
    public const string OfJobs = "jobs";

    /// <summary>For the question whether the host is ready, and for the gauges; as the database's owner.</summary>
    public const string OfHealth = "health";

    /// <summary>Opens the connection unless it is open; what is given closes it again if it was not.</summary>
    internal static async Task<OpenedConnection> Opened(this NpgsqlConnection db, CancellationToken ct)
    {
        if (db.State is not ConnectionState.Closed)
            return default;

        await db.OpenAsync(ct);
        return new(db);
    }
}

/// <summary>A connection that is open until the end of the block; one that was open before stays so.</summary>
internal readonly struct OpenedConnection(NpgsqlConnection? db) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => db is null ? default : new ValueTask(db.CloseAsync());
}
