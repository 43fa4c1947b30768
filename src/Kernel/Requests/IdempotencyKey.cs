using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>
/// Makes a command safe to repeat: the first request with an <c>Idempotency-Key</c> header (1–100 characters, kept 24
/// hours) stores its result in its own transaction, a later one with the same key and content gets that result again.
/// The same key with another request - address, expected version or content - is refused with 422. After
/// draft-ietf-httpapi-idempotency-key-header.
/// </summary>
internal sealed class IdempotencyKey(IHttpContextAccessor http, TimeProvider clock)
{
    internal sealed record Repeated<TResult>(TResult Result);

    private CurrentUser? User => http.HttpContext?.Features.Get<CurrentUser>();

    /// <summary>Null without the header, and for anonymous requests, which have nobody to keep it for.</summary>
    public string? Value =>
        User is not null && http.HttpContext!.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key] ? key : null;

    /// <summary>The result of an earlier request with the key, if it has been carried out.</summary>
    public async Task<Repeated<TResult>?> Find<TCommand, TResult>(
        TCommand command,
        NpgsqlConnection db,
        CancellationToken ct
    )
    {
        var (firstHash, result) = await db.OneOrNone<(byte[]?, string?)>(
            "select request_hash, result from kernel.idempotency_key where account_id = @AccountId and key = @Key",
            new { User!.AccountId, Key = Value },
            ct
        );

        return firstHash is null ? null
            : firstHash.AsSpan().SequenceEqual(Hash(command)) ? new(JsonSerializer.Deserialize<TResult>(result!)!)
            : throw Refusal.Unprocessable("idempotency-key-reused");
    }

    /// <summary>
    /// Takes the key for the request in its transaction; what an earlier one with it has brought about if that is there
    /// already.
    /// </summary>
    public async Task<Repeated<TResult>?> Claim<TCommand, TResult>(
        TCommand command,
        NpgsqlConnection db,
        CancellationToken ct
    )
    {
        if (Value!.Length > 100)
            throw Refusal.Invalid("Idempotency-Key", "idempotency-key-too-long");

        // A simultaneous twin waits here until the first one's transaction has ended.
        var claimed = await db.Execute(
            """
            insert into kernel.idempotency_key (account_id, key, request_hash, created_at)
            values (@AccountId, @Key, @hash, @Now)
            on conflict do nothing
            """,
            new
            {
                User!.AccountId,
                Key = Value,
                hash = Hash(command),
                Now = clock.GetUtcNow(),
            },
            ct
        );
        return claimed == 1 ? null : await Find<TCommand, TResult>(command, db, ct);
    }

    public void Remember<TResult>(TResult result, CommitBatch commit) =>
        commit.Add(
            "update kernel.idempotency_key set result = $1 where account_id = $2 and key = $3",
            new() { Value = JsonSerializer.Serialize(result), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = User!.AccountId },
            new() { Value = Value! }
        );

    // What the address and If-Match say is no part of a command's content. A secret is not in the hash, which would be
    // a fast one of it.
    private byte[] Hash<TCommand>(TCommand command)
    {
        var request = http.HttpContext!.Request;
        return SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    request.Method,
                    request.Path.Value,
                    Query = request.QueryString.Value,
                    IfMatch = request.Headers.IfMatch.ToString(),
                    command,
                }
            )
        );
    }
}
