using System.IO.Compression;
using System.Security.Cryptography;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Keeps the page that answered a form for half an hour, so that the browser is led to an address it can come back to,
/// with what was typed still there. Only the address has what opens it: where to find it and the key it is encrypted
/// with both follow from that, and neither can be told from what is stored. It is for the account it was made for.
/// </summary>
public sealed class KeptAnswers(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(30);

    /// <returns>What opens it again.</returns>
    public async Task<string> Keep(Guid accountId, ReadOnlyMemory<byte> page, CancellationToken ct)
    {
        var opener = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var (place, key) = From(opener);
        using var small = new MemoryStream();
        await using (var brotli = new BrotliStream(small, CompressionLevel.Fastest))
            await brotli.WriteAsync(page, ct);

        // Each key encrypts one page only, so that the nonce may always be the same.
        var plain = small.ToArray();
        var stored = new byte[plain.Length + AesGcm.TagByteSizes.MaxSize];
        using (var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize))
            aes.Encrypt(Nonce, plain, stored.AsSpan(..plain.Length), stored.AsSpan(plain.Length..));

        await using var db = await database.OpenConnectionAsync(ct);
        await db.Execute(
            """
            insert into kernel.idempotency_key (account_id, key, request_hash, result, created_at)
            values (@accountId, @place, '', to_jsonb(@content), @Now)
            """,
            new
            {
                accountId,
                place,
                content = Convert.ToBase64String(stored),
                Now = clock.GetUtcNow(),
            },
            ct
        );
        return opener;
    }

    /// <returns>Null when there is none such, or none any more, or it is another account's.</returns>
    public async Task<byte[]?> Find(Guid accountId, string opener, CancellationToken ct)
    {
        if (opener.Length != 32 || !opener.All(char.IsAsciiHexDigit))
            return null;

        var (place, key) = From(opener);
        await using var db = await database.OpenConnectionAsync(ct);
        var content = await db.OneOrNone<string?>(
            """
            select result #>> '{}' from kernel.idempotency_key
            where account_id = @accountId and key = @place and created_at > @since
            """,
            new
            {
                accountId,
                place,
                since = clock.GetUtcNow() - Lasts,
            },
            ct
        );
        if (content is null)
            return null;

        var stored = Convert.FromBase64String(content);
        var small = new byte[stored.Length - AesGcm.TagByteSizes.MaxSize];
        using (var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize))
            aes.Decrypt(Nonce, stored.AsSpan(..small.Length), stored.AsSpan(small.Length..), small);
        using var page = new MemoryStream();
        await using (var brotli = new BrotliStream(new MemoryStream(small), CompressionMode.Decompress))
            await brotli.CopyToAsync(page, ct);
        return page.ToArray();
    }

    private static readonly byte[] Nonce = new byte[AesGcm.NonceByteSizes.MaxSize];

    private static (string Place, byte[] Key) From(string opener)
    {
        var both = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Convert.FromHexString(opener),
            64,
            info: "kept answer"u8.ToArray()
        );
        return ($"answer {Convert.ToHexStringLower(both.AsSpan(..32))}", both[32..]);
    }
}
