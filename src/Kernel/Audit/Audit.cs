using System.Net;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>
/// Who did what, to what, when, on whose behalf, from where. A change is noted with the running command's commit and
/// goes with it. What was read or tried is kept whatever becomes of the command: inside a transaction it is written
/// with the commit, or by itself after the rollback, outside of one at once; in each case before anybody is answered.
/// The application's database role may neither change nor remove a row.
/// </summary>
public sealed class Audit(
    NpgsqlConnection db,
    CommitBatch commit,
    Microsoft.AspNetCore.Http.IHttpContextAccessor http,
    TimeProvider clock
)
{
    private const string Insert = """
        insert into kernel.audit
            (id, at, account_id, person_id, on_behalf_of, action, subject, subject_id, details, address)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string InsertMany = """
        insert into kernel.audit
            (id, at, account_id, person_id, on_behalf_of, action, subject, subject_id, details, address)
        select one.id, $2, $3, $4, $5, $6, $7, one.subject_id, $9, $10
        from unnest($1, $8) as one (id, subject_id)
        """;

    /// <summary>Notes a change, to be kept with it or not at all.</summary>
    /// <param name="details">Ids and states, no personal data.</param>
    /// <param name="by">The account of who has just shown a password or a link and is not logged in yet.</param>
    public void Changed(
        string action,
        string subject,
        Guid? subjectId,
        object? details = null,
        Guid? onBehalfOf = null,
        Guid? by = null
    ) => commit.Add(Insert, Row(action, subject, subjectId, details, onBehalfOf, by));

    /// <summary>Notes the same change of many, in one statement.</summary>
    /// <param name="by">The account on whose word a job does it.</param>
    public void Changed(string action, string subject, IReadOnlyCollection<Guid> subjectIds, object details, Guid? by)
    {
        if (subjectIds.Count == 0)
            return;

        var row = Row(action, subject, null, details, null, by);
        row[0] = new() { Value = subjectIds.Select(_ => Guid.CreateVersion7()).ToArray() };
        row[7] = new() { Value = subjectIds.ToArray() };
        commit.Add(InsertMany, row);
    }

    /// <summary>Notes a read of sensitive data, before the answer is given.</summary>
    public Task Read(string action, string subject, Guid? subjectId, CancellationToken ct, object? details = null) =>
        Read([Row(action, subject, subjectId, details, null)], ct);

    /// <summary>Notes the same read of several, in one round trip.</summary>
    /// <param name="onBehalfOf">The child on whose account they were looked up; null for none.</param>
    public Task Read(
        string action,
        string subject,
        IEnumerable<Guid> subjectIds,
        CancellationToken ct,
        Guid? onBehalfOf = null
    ) => Read([.. subjectIds.Select(id => Row(action, subject, id, null, onBehalfOf))], ct);

    /// <summary>
    /// Notes what was tried and failed: it is kept although nothing has been changed, and nobody may be logged in.
    /// </summary>
    public Task Tried(string action, string subject, Guid? subjectId) =>
        // Who hangs up in the middle has tried all the same.
        Write([Row(action, subject, subjectId, null, null)], CancellationToken.None);

    // A job that prepares something for somebody shows it to nobody yet.
    private Task Read(IReadOnlyCollection<NpgsqlParameter[]> rows, CancellationToken ct) =>
        rows.Count == 0 || http.HttpContext?.Features.Get<CurrentUser>() is null ? Task.CompletedTask : Write(rows, ct);

    private async Task Write(IReadOnlyCollection<NpgsqlParameter[]> rows, CancellationToken ct)
    {
        if (commit.IsOpen)
        {
            foreach (var row in rows)
                commit.AddKept(Insert, row);
            return;
        }

        await using var opened = await db.Opened(ct);
        await using var batch = new NpgsqlBatch(db);
        foreach (var row in rows)
        {
            var insert = new NpgsqlBatchCommand(Insert);
            insert.Parameters.AddRange(row);
            batch.BatchCommands.Add(insert);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlParameter[] Row(
        string action,
        string subject,
        Guid? subjectId,
        object? details,
        Guid? onBehalfOf,
        Guid? by = null
    )
    {
        var user = http.HttpContext?.Features.Get<CurrentUser>();
        return
        [
            new() { Value = Guid.CreateVersion7() },
            new() { Value = clock.GetUtcNow() },
            Nullable(user?.AccountId ?? by, NpgsqlDbType.Uuid),
            Nullable(user is { PersonId: var person } && person != Guid.Empty ? person : null, NpgsqlDbType.Uuid),
            Nullable(onBehalfOf, NpgsqlDbType.Uuid),
            new() { Value = action },
            new() { Value = subject },
            Nullable(subjectId, NpgsqlDbType.Uuid),
            Nullable(
                details is null ? null : JsonSerializer.Serialize(details, JsonSerializerOptions.Web),
                NpgsqlDbType.Jsonb
            ),
            Nullable(user?.Address ?? http.HttpContext?.Connection.RemoteIpAddress, NpgsqlDbType.Inet),
        ];
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
