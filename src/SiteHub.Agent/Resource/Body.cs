using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Resource;

internal static class Body
{
    /// <summary>A document may be written wider than it is stored; what is larger than this cannot be one.</summary>
    public const int MaxBytes = 2 * LinkLimits.MaxEntryBytes;

    /// <summary>Reads the whole body into memory, as far as it is allowed to go.</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, Refusal? Refusal)> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            return (default, TooLarge());
        }

        var buffer = new byte[(int)(request.ContentLength ?? 4096) + 1];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return (buffer.AsMemory(0, length), null);
            }

            length += read;
            if (length > MaxBytes)
            {
                return (default, TooLarge());
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    public static bool IsForm(HttpRequest request) => request.HasFormContentType;

    private static Refusal TooLarge() => Refuse.TooLarge($"The body is larger than {MaxBytes} bytes; send many documents as application/x-ndjson, one a line");
}
