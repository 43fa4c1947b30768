using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>
/// Makes a command safe to repeat: the first request with an <c>Idempotency-Key</c> header (1–100 characters, kept a
/// day or as long as the setting says) stores its result in its own transaction, a later one with the same key and
/// content gets that result again. The same key with another request - address, expected version or content - is
/// refused with 422. After draft-ietf-httpapi-idempotency-key-header. Where a secret is sent or answered the key means
/// nothing: of a password nothing may be kept to compare the next one with, and a repeated change of a password is
/// refused by itself, as the present one is another by then. The commands of a page's form are kept in the same way
/// under the form's own key (see <see cref="SentForm"/>), which is stored nowhere, so that secrets are compared as
/// well; there other content is simply another request.
/// </summary>
internal sealed class IdempotencyKey(NpgsqlConnection db, IHttpContextAccessor http, TimeProvider clock)
{
    internal sealed record Repeated<TResult>(TResult Result);

    // What the address says is in the members that only the module sees. What cannot be compared, a stream for
    // instance, is left out.
    private static readonly JsonSerializerOptions Whole = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddInternalMembers } },
    };

    private (string Key, byte[] Hash)? asked;

    private CurrentUser? User => http.HttpContext?.Features.Get<CurrentUser>();

    /// <summary>
    /// Whether the command at hand has a key. Anonymous requests have none, as there is nobody to keep it for.
    /// </summary>
    public bool IsGiven => asked is not null;

    /// <summary>Reads the key of the command that now begins.</summary>
    public void Begin<TCommand, TResult>(TCommand command)
    {
        asked = null;
        if (User is null || Has<TResult>.Secret)
            return;

        if (http.HttpContext!.Features.Get<SentForm>() is { } form)
        {
            var hash = SHA256.HashData([
                .. form.Digest,
                .. Encoding.UTF8.GetBytes(typeof(TCommand).FullName!),
                .. JsonSerializer.SerializeToUtf8Bytes(command, Whole),
            ]);
            asked = ($"form {Convert.ToHexStringLower(hash)}", hash);
        }
        else if (!Has<TCommand>.Secret && http.HttpContext.Request.Headers["Idempotency-Key"] is [{ } key])
            asked = key.Length is > 0 and <= 100
                ? ($"key {key}", Hash(command))
                : throw Refusal.Invalid("Idempotency-Key", "idempotency-key-length");
    }

    /// <summary>The result of an earlier request with the key, if it has been carried out.</summary>
    public async Task<Repeated<TResult>?> Find<TResult>(CancellationToken ct)
    {
        var (key, hash) = asked!.Value;
        var (firstHash, result) = await db.OneOrNone<(byte[]?, string?)>(
            "select request_hash, result from kernel.idempotency_key where account_id = @AccountId and key = @key",
            new { User!.AccountId, key },
            ct
        );

        return firstHash is null ? null
            : firstHash.AsSpan().SequenceEqual(hash) ? new(JsonSerializer.Deserialize<TResult>(result!)!)
            : throw Refusal.Unprocessable("idempotency-key-reused");
    }

    /// <summary>
    /// Keeps the result with the commit. Of two simultaneous requests with the same key the later one waits here for
    /// the other, and is rolled back.
    /// </summary>
    public void Remember<TResult>(TResult result, CommitBatch commit)
    {
        if (asked is not var (key, hash))
            return;
        commit.Add(
            """
            insert into kernel.idempotency_key (account_id, key, request_hash, result, created_at)
            values ($1, $2, $3, $4, $5)
            """,
            new() { Value = User!.AccountId },
            new() { Value = key },
            new() { Value = hash },
            new() { Value = JsonSerializer.Serialize(result), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = clock.GetUtcNow() }
        );
    }

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

    private static class Has<T>
    {
        public static readonly bool Secret = Kernel.Secret.IsIn(typeof(T));
    }

    private static void AddInternalMembers(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        const System.Reflection.BindingFlags hidden =
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic;
        foreach (var member in type.Type.GetProperties(hidden))
            if (
                member.GetMethod is { IsAssembly: true }
                && (member.PropertyType.IsValueType || member.PropertyType == typeof(string))
            )
            {
                var added = type.CreateJsonPropertyInfo(member.PropertyType, member.Name);
                added.Get = member.GetValue;
                type.Properties.Add(added);
            }
    }
}
