using System.Buffers;
using System.Security.Cryptography;

namespace SiteHub.Protocol.Documents;

/// <summary>What tells two contents of a document apart: SHA-256 over the exact bytes, so that <c>1.0</c> and <c>1</c> differ.</summary>
public static class ContentHash
{
    private const string Prefix = "sha256-";
    private const int Length = 7 + 64;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <returns><c>sha256-</c> and 64 lower-case hexadecimal digits</returns>
    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return string.Create(Length, hash, static (text, hash) =>
        {
            Prefix.CopyTo(text);
            Convert.TryToHexStringLower(hash, text[Prefix.Length..], out _);
        });
    }

    /// <summary>Whether a text has the form that <see cref="Of"/> gives.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && !text[Prefix.Length..].ContainsAnyExcept(Digits);
}
