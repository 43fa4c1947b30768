// This folder calls Dapper by itself; the rest of the system calls its extensions.
#pragma warning disable RS0030
using Dapper;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// How handlers speak to the database: few verbs, each with the caller's cancellation. Parameters are the properties of
/// <c>args</c>; a column finds its member by name, <c>family_name</c> as <c>FamilyName</c>.
/// </summary>
public static class Database
{
    /// <summary>All rows.</summary>
    /// <param name="unlimited">For work on whole tables, by the clock or after an import: it may take longer than the
    /// usual 30 seconds. On a request's connection PostgreSQL's own limit stays.</param>
    public static async Task<IReadOnlyList<T>> Query<T>(
        this NpgsqlConnection db,
        string sql,
        object? args,
        CancellationToken ct,
        bool unlimited = false
    ) => (await db.QueryAsync<T>(Command(sql, args, ct, unlimited))).AsList();

    /// <summary>All rows, each made of two records; the second begins with the column named.</summary>
    public static async Task<IReadOnlyList<T>> Query<TFirst, TSecond, T>(
        this NpgsqlConnection db,
        string sql,
        Func<TFirst, TSecond, T> together,
        object? args,
        string secondBegins,
        CancellationToken ct
    ) => (await db.QueryAsync(Command(sql, args, ct), together, secondBegins)).AsList();

    /// <summary>
    /// All rows, one by one as they come, for more than fit into memory; it may take longer than the usual 30 seconds.
    /// </summary>
    public static async IAsyncEnumerable<T> Stream<T>(
        this NpgsqlConnection db,
        string sql,
        object? args,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await foreach (var row in db.QueryUnbufferedAsync<T>(sql, args, commandTimeout: 0).WithCancellation(ct))
            yield return row;
    }

    /// <summary>The one row there is.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public static Task<T> One<T>(this NpgsqlConnection db, string sql, object? args, CancellationToken ct) =>
        db.QuerySingleAsync<T>(Command(sql, args, ct));

    /// <summary>The one row there is; null, or the default of a value type, when there is none.</summary>
    /// <exception cref="InvalidOperationException">There is more than one.</exception>
    public static Task<T?> OneOrNone<T>(this NpgsqlConnection db, string sql, object? args, CancellationToken ct) =>
        db.QuerySingleOrDefaultAsync<T>(Command(sql, args, ct));

    /// <summary>The first row; null, or the default of a value type, when there is none.</summary>
    public static Task<T?> FirstOrNone<T>(this NpgsqlConnection db, string sql, object? args, CancellationToken ct) =>
        db.QueryFirstOrDefaultAsync<T>(Command(sql, args, ct));

    /// <summary>The first column of the first row; null, or the default of a value type, when there is none.</summary>
    public static Task<T?> Value<T>(
        this NpgsqlConnection db,
        string sql,
        object? args,
        CancellationToken ct,
        bool unlimited = false
    ) => db.ExecuteScalarAsync<T>(Command(sql, args, ct, unlimited));

    /// <summary>The answers of several statements in one round trip, to be read in their order.</summary>
    public static async Task<Answers> QuerySeveral(
        this NpgsqlConnection db,
        string sql,
        object? args,
        CancellationToken ct
    ) => new(await db.QueryMultipleAsync(Command(sql, args, ct)));

    /// <param name="unlimited">For work on whole tables, by the clock or after an import: it may take longer than the
    /// usual 30 seconds. On a request's connection PostgreSQL's own limit stays.</param>
    /// <returns>How many rows were changed.</returns>
    public static Task<int> Execute(
        this NpgsqlConnection db,
        string sql,
        object? args,
        CancellationToken ct,
        bool unlimited = false
    ) => db.ExecuteAsync(Command(sql, args, ct, unlimited));

    /// <summary>
    /// Lets the running transaction's statements take as long as they need, where a request brings much: a file.
    /// </summary>
    internal static Task TakeTime(this NpgsqlConnection db, CancellationToken ct) =>
        db.Execute("set local statement_timeout = 0", null, ct);

    private static CommandDefinition Command(string sql, object? args, CancellationToken ct, bool unlimited = false) =>
        new(sql, args, commandTimeout: unlimited ? 0 : null, cancellationToken: ct);

    /// <summary>The answers of several statements.</summary>
    public sealed class Answers(SqlMapper.GridReader reader) : IAsyncDisposable
    {
        /// <summary>All rows of the next answer.</summary>
        public async Task<IReadOnlyList<T>> Query<T>() => (await reader.ReadAsync<T>()).AsList();

        /// <summary>The one row of the next answer.</summary>
        public Task<T> One<T>() => reader.ReadSingleAsync<T>();

        /// <summary>The one row of the next answer; null when there is none.</summary>
        public Task<T?> OneOrNone<T>() => reader.ReadSingleOrDefaultAsync<T>();

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
