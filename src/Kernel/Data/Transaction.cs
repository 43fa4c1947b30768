using System.Data;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Statements that go to the database together with the commit, in its round trip.</summary>
public sealed class CommitBatch
{
    private readonly List<NpgsqlBatchCommand> statements = [];
    private readonly List<NpgsqlBatchCommand> kept = [];
    private readonly List<Action> afterwards = [];

    /// <summary>Whether a transaction is under way that will run what is added.</summary>
    internal bool IsOpen { get; private set; }

    internal void Add(string sql, params NpgsqlParameter[] parameters) => statements.Add(Statement(sql, parameters));

    /// <summary>Runs the statement with the commit, and by itself when the transaction is rolled back.</summary>
    internal void AddKept(string sql, params NpgsqlParameter[] parameters) => kept.Add(Statement(sql, parameters));

    /// <summary>Runs the action once the transaction has been committed; a crash in between loses it.</summary>
    public void After(Action action) => afterwards.Add(action);

    internal void Open() => IsOpen = true;

    // From here on no cancellation: a caller who is gone must not leave the database changed and the rest undone.
    internal async Task Commit(NpgsqlConnection db)
    {
        await using (var batch = new NpgsqlBatch(db))
        {
            // COMMIT of a failed transaction answers ROLLBACK without an error; any statement before it fails loudly.
            batch.BatchCommands.Add(new("select"));
            foreach (var statement in statements.Concat(kept))
                batch.BatchCommands.Add(statement);
            batch.BatchCommands.Add(new("commit"));
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }

        kept.Clear();
        foreach (var action in afterwards)
            action();
    }

    /// <summary>After a rollback: writes what is kept all the same.</summary>
    internal async Task Keep(NpgsqlConnection db)
    {
        if (kept.Count == 0)
            return;
        if (db.State is not ConnectionState.Open)
        {
            await db.CloseAsync();
            await db.OpenAsync(CancellationToken.None);
        }

        await using var batch = new NpgsqlBatch(db);
        foreach (var statement in kept)
            batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    internal void Clear()
    {
        IsOpen = false;
        statements.Clear();
        kept.Clear();
        afterwards.Clear();
    }

    private static NpgsqlBatchCommand Statement(string sql, NpgsqlParameter[] parameters)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.AddRange(parameters);
        return statement;
    }
}

/// <summary>One transaction on the scope's connection, for commands and for event deliveries.</summary>
internal sealed class Transaction(NpgsqlConnection db, CommitBatch commit)
{
    private const int Tries = 3;

    /// <summary>
    /// Does the work and commits. Where PostgreSQL ends the transaction because it collided with another one (a
    /// deadlock, a serialization failure), the work is done again from its beginning.
    /// </summary>
    /// <param name="once">The work cannot be done again: it reads what can be read once only.</param>
    public async Task<TResult> Run<TResult>(Func<Task<TResult>> work, CancellationToken ct, bool once = false)
    {
        for (var tried = 1; ; tried++)
            try
            {
                return await Once(work, ct);
            }
            catch (PostgresException e) when (!once && tried < Tries && IsCollision(e)) { }
    }

    private async Task<TResult> Once<TResult>(Func<Task<TResult>> work, CancellationToken ct)
    {
        // Given back afterwards: what a request does besides would need another one, and be without when all are held.
        await using var opened = await db.Opened(ct);
        try
        {
            commit.Open();
            // Costs no round trip of its own: Npgsql sends it along with the first statement.
            await using var transaction = await db.BeginTransactionAsync(ct);
            var result = await work();
            await commit.Commit(db);
            return result;
        }
        catch
        {
            // The transaction has been rolled back by now. Where this fails as well, its failure is the answer: nobody
            // is told anything that is not in the log.
            await commit.Keep(db);
            throw;
        }
        finally
        {
            commit.Clear();
        }
    }

    private static bool IsCollision(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
