using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SiteHub.Operations.Look;

/// <summary>One file that every browser may keep for good. It is compressed once, when the first one asks who takes that: there are a dozen of them.</summary>
/// <param name="content">as it was written</param>
/// <param name="type">its media type</param>
/// <param name="version">changes with the content</param>
internal sealed class Asset(byte[] content, string type, string version)
{
    private readonly Lazy<byte[]> _brotli = new(() => Compress(content, static target => new BrotliStream(target, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(content, static target => new GZipStream(target, CompressionLevel.SmallestSize)));

    public string Version => version;

    public IResult Answer(HttpContext http)
    {
        var (name, bytes) = Takes(http, "br") ? ("br", _brotli.Value) : Takes(http, "gzip") ? ("gzip", _gzip.Value) : (null, content);
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        if (name is not null)
        {
            headers.ContentEncoding = name;
        }

        return Results.Bytes(bytes, type, entityTag: new EntityTagHeaderValue($"\"{version}{(name is null ? "" : "-" + name)}\""));
    }

    /// <summary>RFC 9110, section 12.5.3: with a weight of nothing it is refused.</summary>
    private static bool Takes(HttpContext http, string encoding) =>
        http.Request.GetTypedHeaders().AcceptEncoding.Any(given => given.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && given.Quality != 0);

    private static byte[] Compress(byte[] content, Func<Stream, Stream> around)
    {
        using var target = new MemoryStream();
        using (var compressing = around(target))
        {
            compressing.Write(content);
        }

        return target.ToArray();
    }
}
