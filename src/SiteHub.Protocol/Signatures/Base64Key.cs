using System.Security.Cryptography;

namespace SiteHub.Protocol.Signatures;

/// <summary>The keys that stand in base64 behind a prefix. What is wrong with one is told without showing any of it.</summary>
internal static class Base64Key
{
    /// <param name="text">base64 by RFC 4648, section 4, with its padding</param>
    /// <param name="min">bytes at least</param>
    /// <param name="max">bytes at most</param>
    /// <param name="key">the bytes; empty if it is none</param>
    /// <param name="fault">what was found and what was expected; null if it is one</param>
    public static bool TryDecode(ReadOnlySpan<char> text, int min, int max, out byte[] key, out string? fault)
    {
        var expected = min == max ? $"{min}" : $"{min} to {max}";
        Span<byte> room = stackalloc byte[128];
        key = [];
        fault = null;

        // The decoder would pass over white space, and two texts would then be one secret.
        if (text.Length > 128 || text.ContainsAny(" \t\r\n") || !Convert.TryFromBase64Chars(text, room, out var length))
        {
            fault = text.Length > 128 ? $"{text.Length} characters, more than base64 of {expected} bytes has" : $"{text.Length} characters that are not base64";
        }
        else if (length < min || length > max)
        {
            fault = $"a key of {length} bytes, expected {expected}";
        }
        else
        {
            key = room[..length].ToArray();
        }

        CryptographicOperations.ZeroMemory(room);
        return fault is null;
    }
}
