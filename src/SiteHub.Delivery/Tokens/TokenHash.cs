using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Delivery.Tokens;

/// <summary>SHA-256 of a token: the memory of valid tokens must not itself be a store of tokens.</summary>
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    /// <summary>Longer ones are validated each time; none of ours comes near.</summary>
    private const int MaxLength = 4_096;

    public static bool TryOf(ReadOnlySpan<char> token, out TokenHash hash)
    {
        hash = default;
        if (token.Length is 0 or > MaxLength || !Ascii.IsValid(token))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[MaxLength];
        Encoding.ASCII.GetBytes(token, bytes);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..token.Length], digest);
        hash = MemoryMarshal.Read<TokenHash>(digest);
        return true;
    }
}
