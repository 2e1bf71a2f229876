using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Links;

/// <summary>Runs a pump for every open link, from start to a stop that lets the batch in flight finish.</summary>
internal sealed class LinkPumps(
    LinkRegistry registry, Database database, LinkSender sender, LinkGreeting greeting, ILinkHistory history, ILinkTokens tokens, BatchBudget budget, LinkClock clock, LinkMetrics metrics, TimeProvider time, ILogger<LinkPump> log)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (CancellationTokenSource Stop, Task Run)> _running = new(StringComparer.Ordinal);
    private bool _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        registry.Opened += Start;
        registry.Closed += Stop;
        registry.OpenAll();
        foreach (var link in registry.All)
        {
            Start(link);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        registry.Opened -= Start;
        registry.Closed -= Stop;
        Task[] runs;
        lock (_lock)
        {
            _stopping = true;
            foreach (var (stop, _) in _running.Values)
            {
                stop.Cancel();
            }

            runs = [.. _running.Values.Select(r => r.Run)];
        }

        // The batch in flight gets its answer. A peer that hangs is not waited for: the log and the next greeting know the rest.
        await Task.WhenAll(runs).WaitAsync(FinishWithin, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        foreach (var (stop, _) in _running.Values)
        {
            stop.Dispose();
        }
    }

    private void Stop(string link)
    {
        lock (_lock)
        {
            if (_running.Remove(link, out var closed))
            {
                closed.Stop.Cancel();
                Log.Closed(log, link);
            }
        }
    }

    private void Start(Link link)
    {
        lock (_lock)
        {
            if (_stopping)
            {
                return;
            }

            var before = Task.CompletedTask;
            if (_running.Remove(link.Name, out var replaced))
            {
                replaced.Stop.Cancel();
                before = replaced.Run;
            }

            var stop = new CancellationTokenSource();
            var pump = new LinkPump(link, database, sender, greeting, history, tokens, budget, clock, metrics, time, log);
            _running.Add(link.Name, (stop, Task.Run(async () =>
            {
                // Two pumps of one link would race for its position.
                await before;
                await pump.RunAsync(stop.Token);
            })));
        }
    }
}
