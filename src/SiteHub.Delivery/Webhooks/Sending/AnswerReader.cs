using System.Buffers;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Reads an answer's body up to 16 KiB. What is left closes the connection: a gigabyte is as long as 16 KiB and one byte.</summary>
internal static class AnswerReader
{
    public const int MaxBytes = 16 * 1024;

    /// <param name="response">the answer; its status is known</param>
    /// <param name="keep">whether the text is wanted; it is read nevertheless, so that the connection can serve again</param>
    /// <param name="cancellationToken">the try's time</param>
    /// <returns>the text, cut at the limit; null if not wanted, or what came if it broke off</returns>
    public static async Task<string?> ReadAsync(HttpResponseMessage response, bool keep, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength == 0)
        {
            return keep ? "" : null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (length <= MaxBytes && await stream.ReadAsync(buffer.AsMemory(length, MaxBytes + 1 - length), cancellationToken) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status is what counts, and that has come.
        }

        var text = keep ? AnswerText.Of(buffer[..Math.Min(length, MaxBytes)], response.Content.Headers) : null;
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }
}
