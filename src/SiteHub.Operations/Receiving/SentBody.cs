using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Receiving;

/// <summary>A webhook's body: as it was sent, which is what most sign, and as it is read.</summary>
/// <param name="Sent">the bytes on the wire</param>
/// <param name="Text">unpacked, in UTF-8</param>
internal sealed record SentBody(byte[] Sent, byte[] Text)
{
    /// <summary>Of either: what is small on the wire may be large when it is unpacked.</summary>
    public const int MostBytes = 1024 * 1024;

    private static readonly Dictionary<string, Func<Stream, Stream>> Unpackers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gzip"] = static sent => new GZipStream(sent, CompressionMode.Decompress),
        ["x-gzip"] = static sent => new GZipStream(sent, CompressionMode.Decompress),
        ["deflate"] = static sent => new ZLibStream(sent, CompressionMode.Decompress),
        ["br"] = static sent => new BrotliStream(sent, CompressionMode.Decompress),
    };

    /// <returns>the body; or what is answered at once, since it would not be right at a second try</returns>
    public static async Task<(SentBody? Body, Problem? Refused)> Read(HttpContext http)
    {
        if (await Sending(http) is not { } sent)
        {
            return (null, TooLarge());
        }

        var encoding = http.Request.Headers.ContentEncoding.ToString().Trim();
        var text = sent;
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            if (!Unpackers.TryGetValue(encoding, out var unpacker))
            {
                return (null, new Problem(StatusCodes.Status415UnsupportedMediaType, "content-encoding", $"The body is packed as {encoding}; gzip, deflate and br are taken, and one of them alone."));
            }

            try
            {
                await using var unpacked = unpacker(new MemoryStream(sent));
                if (await UpTo(unpacked, http.RequestAborted) is not { } whole)
                {
                    return (null, TooLarge());
                }

                text = whole;
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                return (null, new Problem(StatusCodes.Status400BadRequest, "content-encoding", $"The body is said to be packed as {encoding}, and is not."));
            }
        }

        return (new SentBody(sent, InUtf8(http.Request.ContentType, text)), null);
    }

    private static Problem TooLarge() => new(StatusCodes.Status413PayloadTooLarge, "too-large", "A webhook has up to 1 MiB here, packed or not.");

    /// <returns>null: too much</returns>
    private static async Task<byte[]?> Sending(HttpContext http)
    {
        if (http.Request.ContentLength > MostBytes)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        try
        {
            return await UpTo(http.Request.Body, http.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static async Task<byte[]?> UpTo(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var room = new byte[16 * 1024];
        while (await body.ReadAsync(room, cancellationToken) is > 0 and var read)
        {
            if (whole.Length + read > MostBytes)
            {
                return null;
            }

            whole.Write(room, 0, read);
        }

        return whole.ToArray();
    }

    /// <summary>Other character sets are refused before. Those that write this one over what they send mostly send UTF-8 nevertheless.</summary>
    private static byte[] InUtf8(string? contentType, byte[] text) =>
        contentType is not null && (contentType.Contains("iso-8859-1", StringComparison.OrdinalIgnoreCase) || contentType.Contains("latin1", StringComparison.OrdinalIgnoreCase)) && !Utf8.IsValid(text)
            ? Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(text))
            : text;
}
