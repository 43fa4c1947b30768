using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// A form that a page was sent. Each form that is shown has a key of its own in the field <see cref="KeyField"/>; key
/// and content together make the digest, so that a form sent again (a double press, the back button, a retry) is known
/// and a corrected one is another. The key is nowhere stored, and without it the digest says nothing of the content.
/// </summary>
/// <param name="Digest">An HMAC of the content by the key.</param>
public sealed record SentForm(byte[] Digest)
{
    public const string KeyField = "_key";

    /// <summary>A key for a form that is about to be shown.</summary>
    public static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <param name="except">Fields that are no part of the content.</param>
    /// <returns>Null when the request is no form with a key, or has files.</returns>
    public static async Task<SentForm?> Read(HttpRequest request, string[] except, CancellationToken ct)
    {
        if (!request.HasFormContentType)
            return null;
        var form = await request.ReadFormAsync(ct);
        // Of a file only its name and size are known here, and a mended one may have the same.
        if (form.Files.Count > 0 || form[KeyField] is not [{ Length: 32 } key] || !key.All(char.IsAsciiHexDigit))
            return null;

        var content = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Address = request.Path + request.QueryString,
                Fields = form.Where(field => field.Key != KeyField && !except.Contains(field.Key))
                    .OrderBy(field => field.Key, StringComparer.Ordinal)
                    .Select(field => new { field.Key, Values = field.Value.ToArray() }),
            }
        );
        return new(HMACSHA256.HashData(Convert.FromHexString(key), content));
    }
}

/// <summary>Where a form has led its sender.</summary>
/// <param name="Location">The page it redirected to.</param>
/// <param name="Cookies">What it left in the browser, as <c>Set-Cookie</c> has it.</param>
public sealed record FormReceipt(string Location, string[] Cookies);

/// <summary>Keeps the receipts of forms, so that a form sent again leads to where it led before.</summary>
public sealed class FormReceipts(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Takes the form for this request, unless another one has it: then waits for what comes of that. One that died
    /// with its host is not waited for long; its commands are kept from being carried out twice by their own keys.
    /// </summary>
    /// <returns>The earlier request's receipt; null when the form is this request's to carry out.</returns>
    public async Task<FormReceipt?> Claim(Guid accountId, SentForm form, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += BetweenLooks)
        {
            await using (var db = await database.OpenConnectionAsync(ct))
            {
                var (claimed, receipt) = await db.One<(bool, string?)>(
                    """
                    with claim as (
                        insert into kernel.idempotency_key (account_id, key, request_hash, created_at)
                        values (@accountId, @key, @Digest, @Now)
                        on conflict do nothing
                        returning 1)
                    select exists (select from claim),
                           (select result::text from kernel.idempotency_key
                            where account_id = @accountId and key = @key)
                    """,
                    new
                    {
                        accountId,
                        key = Key(form),
                        form.Digest,
                        Now = clock.GetUtcNow(),
                    },
                    ct
                );
                if (claimed)
                    return null;
                if (receipt is not null)
                    return JsonSerializer.Deserialize<FormReceipt>(receipt);
            }

            await Task.Delay(BetweenLooks, ct);
        }

        return null;
    }

    /// <summary>
    /// Keeps what came of the form, and forgets the forms before it: once something else has been done, taken back for
    /// instance, a form sent again means what it says.
    /// </summary>
    /// <param name="receipt">Null when it was refused or failed: then it may be sent again.</param>
    public async Task Complete(Guid accountId, SentForm form, FormReceipt? receipt)
    {
        await using var db = await database.OpenConnectionAsync(CancellationToken.None);
        await db.Execute(
            receipt is null
                ? "delete from kernel.idempotency_key where account_id = @accountId and key = @key"
                : """
                with kept as (
                    update kernel.idempotency_key set result = @result::jsonb
                    where account_id = @accountId and key = @key
                    returning created_at)
                delete from kernel.idempotency_key before using kept
                where before.account_id = @accountId and before.created_at < kept.created_at
                  and (before.key like 'page %' or before.key like 'form %')
                """,
            new
            {
                accountId,
                key = Key(form),
                result = JsonSerializer.Serialize(receipt),
            },
            CancellationToken.None
        );
    }

    private static string Key(SentForm form) => $"page {Convert.ToHexStringLower(form.Digest)}";
}
