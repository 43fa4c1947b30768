using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kapprum.Accounts;

/// <summary>
/// 256 random bits that its holder shows and of which only the SHA-256 is kept. So much chance needs neither salt nor a
/// slow hash (NIST SP 800-63B, 3.1.2.2: at least 112 bits).
/// </summary>
internal readonly record struct Token(string Text, byte[] Hash)
{
    private const int Length = 43;

    public static Token New()
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new(text, HashOf(text));
    }

    /// <summary>False for what cannot be a token of ours; <paramref name="hash"/> is then empty.</summary>
    public static bool TryHash(ReadOnlySpan<char> text, out byte[] hash)
    {
        hash = text.Length == Length && Base64Url.IsValid(text) ? HashOf(text) : [];
        return hash.Length > 0;
    }

    private static byte[] HashOf(ReadOnlySpan<char> text)
    {
        Span<byte> ascii = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(text, ascii);
        return SHA256.HashData(ascii);
    }
}
