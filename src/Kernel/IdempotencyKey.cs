using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>
/// Makes a command safe to repeat: the first request with an <c>Idempotency-Key</c> header (1–100 characters, kept 24 hours)
/// stores its result in its own transaction, a later one with the same key and content gets that result again.
/// The same key with other content is refused with 422. After draft-ietf-httpapi-idempotency-key-header.
/// </summary>
internal sealed class IdempotencyKey(IHttpContextAccessor http, TimeProvider clock)
{
    internal sealed record Repeated<TResult>(TResult Result);

    private CurrentUser? User => http.HttpContext?.Features.Get<CurrentUser>();

    /// <summary>Null without the header, and for anonymous requests, which have nobody to keep it for.</summary>
    public string? Value => User is not null && http.HttpContext!.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key] ? key : null;

    public async Task<Repeated<TResult>?> Claim<TCommand, TResult>(TCommand command, NpgsqlConnection db, CancellationToken ct)
    {
        if (Value!.Length > 100)
            throw Refusal.Invalid("Idempotency-Key", "idempotency-key-too-long");

        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { typeof(TCommand).Name, command }));

        // A simultaneous twin waits here until the first one's transaction has ended.
        var claimed = await db.ExecuteAsync(new CommandDefinition(
            """
            insert into kernel.idempotency_key (account_id, key, request_hash, created_at)
            values (@AccountId, @Key, @hash, @Now)
            on conflict do nothing
            """,
            new { User!.AccountId, Key = Value, hash, Now = clock.GetUtcNow() }, cancellationToken: ct));
        if (claimed == 1)
            return null;

        var (firstHash, result) = await db.QuerySingleAsync<(byte[], string)>(
            "select request_hash, result from kernel.idempotency_key where account_id = @AccountId and key = @Key",
            new { User.AccountId, Key = Value });

        return firstHash.AsSpan().SequenceEqual(hash)
            ? new(JsonSerializer.Deserialize<TResult>(result)!)
            : throw Refusal.Unprocessable("idempotency-key-reused");
    }

    public void Remember<TResult>(TResult result, Commit commit) =>
        commit.Add(
            "update kernel.idempotency_key set result = $1 where account_id = $2 and key = $3",
            new() { Value = JsonSerializer.Serialize(result), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = User!.AccountId },
            new() { Value = Value! });
}
