using System.Text.Json;
using SiteHub.Delivery.Tail;

namespace SiteHub.Benchmarks.Webhooks;

/// <summary>Listens to the tail at the pace of the console's stream, and writes what a browser would be sent.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private const int LinesAtATime = 10;

    private readonly LiveTail.Listener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public Watcher(LiveTail tail)
    {
        _listener = tail.Listen();
        _run = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var more = _listener.TakeMissed();
            var lines = new List<TailLine>();
            while (_listener.Lines.TryRead(out var line))
            {
                if (lines.Count < LinesAtATime)
                {
                    lines.Add(line);
                }
                else
                {
                    more++;
                }
            }

            _ = JsonSerializer.SerializeToUtf8Bytes(new { lines, more }, JsonSerializerOptions.Web);
        }
    }
}
