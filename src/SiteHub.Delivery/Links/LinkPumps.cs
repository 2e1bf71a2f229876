using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Links;

/// <summary>Runs a pump for every open link, from start to a stop that lets the batch in flight finish.</summary>
internal sealed class LinkPumps(
    LinkRegistry registry, Database database, LinkSender sender, LinkGreeting greeting, ILinkHistory history, ILinkTokens tokens, BatchBudget budget, LinkClock jobs, LinkMetrics metrics, WorkerSet workers, SteadyClock clock, TimeProvider time, ILogger<LinkPump> log)
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
        clock.Stepped += TryAll;
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
        clock.Stepped -= TryAll;
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

    private void TryAll(TimeSpan step)
    {
        foreach (var link in registry.All)
        {
            link.TryNow();
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

    /// <summary>Called for one that was just opened and for all at start, which may be the same: a link has one pump.</summary>
    private void Start(Link link)
    {
        lock (_lock)
        {
            if (_stopping)
            {
                return;
            }

            if (!link.TakePump())
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
            _running.Add(link.Name, (stop, Task.Run(async () =>
            {
                // The one that it replaces has another address or other secrets, and the same log.
                await before;
                using var wait = new LinkWait(link, jobs, clock, time);
                await new LinkPump(link, database, sender, greeting, history, tokens, budget, wait, metrics, clock, time, log).RunAsync(workers.Loop("links", link.Name), stop.Token);
            })));
        }
    }
}
