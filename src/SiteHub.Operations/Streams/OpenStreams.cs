using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Operations.Streams;

/// <summary>
/// The answers that go on for long (server-sent events, exports), and on whose authority. Whatever ends an authority ends its streams at once,
/// busy or idle: nothing has to be asked for again in between.
/// </summary>
/// <param name="life">ends them with the role: a stop must not wait for pages that nobody closes</param>
/// <param name="time">by which an authority ends by itself</param>
/// <param name="ownerOf">whose a request is, as the role knows its people and tokens</param>
public sealed class OpenStreams(IHostApplicationLifetime life, TimeProvider time, Func<HttpContext, StreamOwner> ownerOf)
{
    /// <summary>A stream that was let in just before its authority ended, and opened just after, ends as well.</summary>
    private static readonly TimeSpan LateComers = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<OpenStream, byte> _open = new();
    private readonly ConcurrentQueue<(long At, Func<StreamOwner, bool> Which)> _ended = new();

    /// <returns>to be asked before each thing that is told; also ended when the client goes or the role stops</returns>
    public CancellationToken Open(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var owner = ownerOf(http);
        var stream = new OpenStream(owner, CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping));
        _open[stream] = 0;
        var timer = owner.Until is { } end ? time.CreateTimer(static stream => ((OpenStream)stream!).End(), stream, Max(end - time.GetUtcNow(), TimeSpan.Zero), Timeout.InfiniteTimeSpan) : null;
        http.Response.OnCompleted(async () =>
        {
            _open.TryRemove(stream, out _);
            if (timer is not null)
            {
                await timer.DisposeAsync();
            }

            stream.Dispose();
        });
        if (_ended.Any(ended => IsRecent(ended.At) && ended.Which(owner)))
        {
            stream.End();
        }

        return stream.Ended;
    }

    /// <summary>Returns at once: whoever ends an authority does not wait for its streams.</summary>
    public void End(Func<StreamOwner, bool> which)
    {
        ArgumentNullException.ThrowIfNull(which);
        while (_ended.TryPeek(out var oldest) && !IsRecent(oldest.At))
        {
            _ended.TryDequeue(out _);
        }

        _ended.Enqueue((TimeProvider.System.GetTimestamp(), which));
        foreach (var stream in _open.Keys.Where(stream => which(stream.Owner)))
        {
            stream.End();
        }
    }

    private static bool IsRecent(long at) => TimeProvider.System.GetElapsedTime(at) < LateComers;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed class OpenStream(StreamOwner owner, CancellationTokenSource ends) : IDisposable
    {
        public StreamOwner Owner => owner;

        public CancellationToken Ended { get; } = ends.Token;

        /// <summary>Those who wait on it go on elsewhere: a signal after a commit must not run them.</summary>
        public void End()
        {
            try
            {
                _ = ends.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself.
            }
        }

        public void Dispose() => ends.Dispose();
    }
}

/// <param name="Person">who hears it</param>
/// <param name="Session">the browser session that it was opened in</param>
/// <param name="Client">the client whose token opened it; null: a browser did</param>
/// <param name="Grant">what that token came from</param>
/// <param name="Token">the token's own id</param>
/// <param name="Until">when that ends by itself; null: with the session, which is ended by somebody</param>
public sealed record StreamOwner(string? Person, string? Session, string? Client = null, string? Grant = null, string? Token = null, DateTimeOffset? Until = null);
