using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Keeps the page that answered a refused form for half an hour, so that the browser is led to an address it can come
/// back to, with what was typed still there. Only the address has the token: where to find the page and the key it is
/// encrypted with both follow from that and from the path, and neither can be told from what is stored. It is for the
/// account it was made for, which has its latest twenty.
/// </summary>
public sealed class RefusedPages(NpgsqlDataSource database, TimeProvider clock)
{
    private const int Most = 20;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(30);

    /// <returns>The token that finds it again.</returns>
    public async Task<string> Keep(Guid accountId, string path, ReadOnlyMemory<byte> page, CancellationToken ct)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var (place, key) = From(token, path);
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
            with surplus as (
                delete from kernel.refused_page
                where account_id = @accountId
                  and place in (select place from kernel.refused_page where account_id = @accountId
                                order by created_at desc offset @Most - 1))
            insert into kernel.refused_page (place, account_id, content, created_at)
            values (@place, @accountId, @stored, @Now)
            """,
            new
            {
                accountId,
                place,
                stored,
                Most,
                Now = clock.GetUtcNow(),
            },
            ct
        );
        return token;
    }

    /// <returns>Null when there is none such, or none any more, or it is another account's.</returns>
    public async Task<byte[]?> Find(Guid accountId, string path, string token, CancellationToken ct)
    {
        if (token.Length != 32 || !token.All(char.IsAsciiHexDigit))
            return null;

        var (place, key) = From(token, path);
        await using var db = await database.OpenConnectionAsync(ct);
        var stored = await db.OneOrNone<byte[]?>(
            """
            select content from kernel.refused_page
            where place = @place and account_id = @accountId and created_at > @since
            """,
            new
            {
                accountId,
                place,
                since = clock.GetUtcNow() - Lasts,
            },
            ct
        );
        if (stored is null)
            return null;

        var small = new byte[stored.Length - AesGcm.TagByteSizes.MaxSize];
        using (var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize))
            aes.Decrypt(Nonce, stored.AsSpan(..small.Length), stored.AsSpan(small.Length..), small);
        using var page = new MemoryStream();
        await using (var brotli = new BrotliStream(new MemoryStream(small), CompressionMode.Decompress))
            await brotli.CopyToAsync(page, ct);
        return page.ToArray();
    }

    /// <summary>Whose right has ended may have something of a child in such a page.</summary>
    public static Task ForgetAll(NpgsqlConnection db, CancellationToken ct) =>
        db.Execute("delete from kernel.refused_page", null, ct, unlimited: true);

    private static readonly byte[] Nonce = new byte[AesGcm.NonceByteSizes.MaxSize];

    private static (byte[] Place, byte[] Key) From(string token, string path)
    {
        var both = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Convert.FromHexString(token),
            64,
            info: Encoding.UTF8.GetBytes($"refused page {path}")
        );
        return (both[..32], both[32..]);
    }
}
