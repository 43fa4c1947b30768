using System.Text.RegularExpressions;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>A script of several statements, sent together, which knows where each of them stands.</summary>
internal static partial class SqlText
{
    /// <exception cref="Failure">A statement fails.</exception>
    public static async Task Run(NpgsqlConnection db, string sql, CancellationToken ct)
    {
        var statements = Statements(sql).ToList();
        // However long it takes.
        await using var batch = new NpgsqlBatch(db) { Timeout = 0 };
        foreach (var begins in statements)
            batch.BatchCommands.Add(new(sql[begins]));
        try
        {
            if (statements.Count > 0)
                await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e)
        {
            var failed = batch.BatchCommands.Cast<NpgsqlBatchCommand>().TakeWhile(one => one != e.BatchCommand).Count();
            // Where PostgreSQL points to, else where the statement begins.
            var at = statements[Math.Min(failed, statements.Count - 1)].Start.Value + Math.Max(0, e.Position - 1);
            throw new Failure(sql.AsSpan(0, Math.Min(at, sql.Length)).Count('\n') + 1, e);
        }
    }

    private static IEnumerable<Range> Statements(string sql)
    {
        int? begins = null;
        foreach (Match part in Parts().Matches(sql))
            if (part.Value != ";")
                begins ??= part.Groups["nothing"].Success ? null : part.Index;
            else if (begins is { } at)
            {
                yield return at..part.Index;
                begins = null;
            }

        if (begins is { } last)
            yield return last..;
    }

    // Comments and space; what may have a semicolon inside; the end of a statement; anything else.
    [GeneratedRegex(
        """
        (?<nothing>--[^\n]*|/\*.*?\*/|\s+)|'[^']*'|"[^"]*"|(?<quote>\$\w*\$).*?\k<quote>|;|.
        """,
        RegexOptions.Singleline
    )]
    private static partial Regex Parts();

    /// <param name="line">Where it is, from 1.</param>
    public sealed class Failure(int line, PostgresException inner) : Exception(inner.MessageText, inner)
    {
        public int Line { get; } = line;

        public string SqlState { get; } = inner.SqlState;
    }
}
