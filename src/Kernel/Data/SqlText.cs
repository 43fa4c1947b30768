using System.Text.RegularExpressions;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>A script of several statements, which knows where each of them stands.</summary>
internal static partial class SqlText
{
    /// <summary>Runs one statement after the other, however long they take.</summary>
    /// <exception cref="Failure">One fails.</exception>
    public static async Task Run(NpgsqlConnection db, string sql, CancellationToken ct)
    {
        foreach (var statement in Statements(sql))
            try
            {
                await db.Execute(sql[statement], null, ct, unlimited: true);
            }
            catch (PostgresException e)
            {
                // Where PostgreSQL points to, else where the statement begins.
                var at = Math.Min(statement.Start.Value + Math.Max(0, e.Position - 1), sql.Length);
                throw new Failure(sql.AsSpan(0, at).Count('\n') + 1, e);
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
