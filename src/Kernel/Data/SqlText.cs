using Npgsql;

namespace Kapprum.Kernel;

/// <summary>The text of a script of several statements.</summary>
internal static class SqlText
{
    /// <summary>
    /// The line an error is at: where PostgreSQL has pointed to, else where the statement that failed begins.
    /// </summary>
    public static int LineOf(string sql, PostgresException error)
    {
        var statement = error.BatchCommand?.CommandText ?? "";
        var begins = statement.Length > 0 ? Math.Max(0, sql.IndexOf(statement, StringComparison.Ordinal)) : 0;
        if (error.Position > 0)
            begins += error.Position - 1;
        else
            while (begins < sql.Length && char.IsWhiteSpace(sql[begins]))
                begins++;
        return sql.AsSpan(0, Math.Min(begins, sql.Length)).Count('\n') + 1;
    }
}
