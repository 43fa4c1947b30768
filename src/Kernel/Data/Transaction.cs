using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Statements that go to the database together with the commit, in its round trip.</summary>
public sealed class CommitBatch
{
    private readonly List<NpgsqlBatchCommand> statements = [];
    private readonly List<Action> afterwards = [];

    internal void Add(string sql, params NpgsqlParameter[] parameters)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.AddRange(parameters);
        statements.Add(statement);
    }

    /// <summary>Runs the action once the transaction has been committed; a crash in between loses it.</summary>
    public void After(Action action) => afterwards.Add(action);

    internal async Task Run(NpgsqlConnection db, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(db);
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        await batch.ExecuteNonQueryAsync(ct);

        foreach (var action in afterwards)
            action();
    }

    internal void Clear()
    {
        statements.Clear();
        afterwards.Clear();
    }
}

/// <summary>One transaction on the scope's connection, for commands and for event deliveries.</summary>
internal sealed class Transaction(NpgsqlConnection db, CommitBatch commit)
{
    public async Task<TResult> Run<TResult>(Func<Task<TResult>> work, CancellationToken ct)
    {
        if (db.State is System.Data.ConnectionState.Closed)
            await db.OpenAsync(ct);

        try
        {
            // Costs no round trip of its own: Npgsql sends it along with the first statement.
            await using var transaction = await db.BeginTransactionAsync(ct);
            var result = await work();
            await commit.Run(db, ct);
            return result;
        }
        finally
        {
            commit.Clear();
        }
    }
}
