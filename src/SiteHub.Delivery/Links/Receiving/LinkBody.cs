using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Reads a request's body whole, decompressed, and never more of it than a link may carry: what a zip bomb unpacks to counts.</summary>
internal static class LinkBody
{
    public sealed class TooLargeException() : Exception($"The body has more than {LinkLimits.MaxBodyBytes:N0} bytes, unpacked.");

    public sealed class EncodingException(string message) : Exception(message);

    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LinkLimits.MaxBodyBytes)
        {
            throw new TooLargeException();
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        switch (encoding)
        {
            case "" or "identity":
                return await ReadPlainAsync(request, cancellationToken);
            case "gzip":
                await using (var gzip = new GZipStream(request.Body, CompressionMode.Decompress))
                {
                    return await UnpackAsync(gzip, cancellationToken);
                }

            case "br":
                await using (var brotli = new BrotliStream(request.Body, CompressionMode.Decompress))
                {
                    return await UnpackAsync(brotli, cancellationToken);
                }

            default:
                throw new EncodingException($"Content-Encoding '{encoding}' is not known here: send br, gzip or none.");
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadPlainAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > LinkLimits.MaxBodyBytes)
            {
                throw new TooLargeException();
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> UnpackAsync(Stream packed, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(64 * 1024);
        try
        {
            int read;
            while ((read = await packed.ReadAsync(body.GetMemory(16 * 1024), cancellationToken)) > 0)
            {
                body.Advance(read);
                if (body.WrittenCount > LinkLimits.MaxBodyBytes)
                {
                    throw new TooLargeException();
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new EncodingException("The body does not unpack: it is not what Content-Encoding says.");
        }

        return body.WrittenMemory;
    }
}
