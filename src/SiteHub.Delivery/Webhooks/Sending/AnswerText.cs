using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace SiteHub.Delivery.Webhooks;

/// <summary>An answer's body for a person: unpacked, though nobody asked for it packed, and in the characters that it is said to be written in.</summary>
internal static class AnswerText
{
    /// <summary>The longest character's bytes but one: so many may be missing where the text was cut.</summary>
    private const int CutOff = 3;

    /// <param name="sent">the bytes, cut at the limit</param>
    /// <param name="headers">what the answer says of them</param>
    public static string Of(byte[] sent, HttpContentHeaders headers)
    {
        foreach (var encoding in headers.ContentEncoding.Reverse().Where(static e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            if (Unpacker(encoding) is not { } unpacker)
            {
                return $"({sent.Length} bytes, packed as {encoding})";
            }

            var unpacked = Unpacked(sent, unpacker);
            if (unpacked.Length == 0 && sent.Length > 0)
            {
                return $"({sent.Length} bytes that are said to be packed as {encoding}, and are not)";
            }

            sent = unpacked;
        }

        return Named(headers.ContentType?.CharSet) is { } named ? named.GetString(sent)
            : IsUtf8(sent) ? Encoding.UTF8.GetString(sent)
            : headers.ContentType?.MediaType is { } type && !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) && sent.AsSpan().Contains((byte)0) ? $"({sent.Length} bytes of {type})"
            : Encoding.Latin1.GetString(sent);
    }

    private static Func<Stream, Stream>? Unpacker(string encoding) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => static sent => new GZipStream(sent, CompressionMode.Decompress),
        "deflate" => static sent => new ZLibStream(sent, CompressionMode.Decompress),
        "br" => static sent => new BrotliStream(sent, CompressionMode.Decompress),
        _ => null,
    };

    /// <summary>As far as it goes: it may have been cut, and a little may be a lot.</summary>
    private static byte[] Unpacked(byte[] sent, Func<Stream, Stream> unpacker)
    {
        var room = new byte[AnswerReader.MaxBytes];
        var length = 0;
        try
        {
            using var unpacked = unpacker(new MemoryStream(sent));
            while (length < room.Length && unpacked.Read(room, length, room.Length - length) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or InvalidOperationException)
        {
            // What came before stays.
        }

        return room[..length];
    }

    private static Encoding? Named(string? charset)
    {
        var name = charset?.Trim('"', ' ');
        if (string.IsNullOrEmpty(name) || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> text)
    {
        for (var cut = 0; cut <= CutOff && cut <= text.Length; cut++)
        {
            if (Utf8.IsValid(text[..^cut]))
            {
                return true;
            }
        }

        return false;
    }
}
