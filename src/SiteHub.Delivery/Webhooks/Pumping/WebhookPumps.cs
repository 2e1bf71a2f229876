using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Runs a pump for every webhook, from start to a stop that lets the answers under way come in.</summary>
internal sealed class WebhookPumps(
    WebhookRegistry registry, Database database, WebhookSender sender, OutcomeWriter outcomes, WebhookClock clock, WebhookMetrics metrics, WorkerSet workers, SteadyClock steady, TimeProvider time, ILogger<WebhookPump> log)
    : IHostedService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (CancellationTokenSource Stop, Task Run)> _running = [];
    private bool _stopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        registry.OpenAll();
        foreach (var webhook in registry.Set.All.Where(static w => w.Sends && w.Compiled.Refusal is not null))
        {
            var reason = webhook.Compiled.Refusal!;
            await database.Writer.Write(s => OutcomeRows.Held(s, webhook, reason, time.GetUtcNow()), cancellationToken);
            Log.Held(log, webhook.Name, reason);
            WebhookRegistry.Held(webhook, reason);
        }

        registry.Opened += Start;
        registry.Closed += Stop;
        steady.Stepped += LookAll;
        foreach (var webhook in registry.Set.All)
        {
            Start(webhook);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        registry.Opened -= Start;
        registry.Closed -= Stop;
        steady.Stepped -= LookAll;
        Task[] runs;
        lock (_lock)
        {
            _stopping = true;
            foreach (var (stop, _) in _running.Values)
            {
                stop.Cancel();
            }

            runs = [.. _running.Values.Select(static r => r.Run)];
        }

        // Tries under way get their answers; the host's own limit ends a wait that takes too long, and the rows know the rest.
        await Task.WhenAll(runs).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await outcomes.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        foreach (var (stop, _) in _running.Values)
        {
            stop.Dispose();
        }
    }

    private void Start(Webhook webhook)
    {
        lock (_lock)
        {
            if (_stopping)
            {
                return;
            }

            var stop = new CancellationTokenSource();
            _running.Add(webhook.Number, (stop, Task.Run(async () =>
            {
                using var pump = new WebhookPump(webhook, database, sender, outcomes, clock, metrics, steady, time, log);
                await pump.RunAsync(workers.Loop("webhooks", webhook.Name), stop.Token);
            })));
        }
    }

    private void LookAll(TimeSpan step)
    {
        foreach (var webhook in registry.Set.All)
        {
            webhook.Signal.RaiseStep();
        }
    }

    private void Stop(Webhook webhook)
    {
        lock (_lock)
        {
            if (_running.Remove(webhook.Number, out var running))
            {
                running.Stop.Cancel();
            }
        }
    }
}
