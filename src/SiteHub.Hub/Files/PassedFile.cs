using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Operations.Look;
using SiteHub.Operations.Streams;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Files;

/// <summary>
/// Passes a site's bytes on to the member, a piece at a time, under headers that are all the hub's own. They are bounded by size and time; where they break, or are more or
/// fewer than was said, the connection is broken too, so that nobody takes a part for the whole.
/// </summary>
internal sealed class PassedFile(FilesReply.Opened opened, string site) : IActionResult, IResult
{
    private const int PieceBytes = 64 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ExecuteAsync(context.HttpContext);
    }

    public async Task ExecuteAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        using (opened)
        {
            FileHeaders.Set(http.Response, opened.Name, opened.Type, opened.Answer.Length, opened.IsPage);
            http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            var (time, streams, log) = (http.RequestServices.GetRequiredService<TimeProvider>(), http.RequestServices.GetRequiredService<OpenStreams>(), http.RequestServices.GetRequiredService<ILogger<SiteFiles>>());
            long sent = 0;
            try
            {
                using var late = new CancellationTokenSource(Longest, time);

                // Also ended with the session, and with the person.
                using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, streams.Open(http));
                await foreach (var piece in Pieces(time, end.Token))
                {
                    sent += piece.Length;
                    if (sent > FileLimits.MaxBytes)
                    {
                        throw new IOException($"more than {FileLimits.MaxBytes:N0} bytes");
                    }

                    await http.Response.Body.WriteAsync(piece, end.Token);
                }

                if (opened.Answer.Length is { } length && sent != length)
                {
                    throw new IOException($"{length:N0} bytes were said");
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                Log.BrokeOff(log, opened.Name, site, sent, e.Message);
                http.Abort();
            }
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(TimeProvider time, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var bytes = await opened.Answer.Read(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (true)
            {
                using var pause = new CancellationTokenSource(LongestPause, time);
                using var end = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
                var count = await bytes.ReadAsync(buffer.AsMemory(0, PieceBytes), end.Token);
                if (count == 0)
                {
                    yield break;
                }

                yield return buffer.AsMemory(0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
