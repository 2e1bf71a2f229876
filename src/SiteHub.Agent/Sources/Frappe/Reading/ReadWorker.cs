using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>Reads back what hints named, at once. What comes while a request is under way goes with the next.</summary>
internal sealed class ReadWorker(PendingRound round, SiteClock clock, FrappeClient client, SourceStanding standing, ReadSignal signal, WorkerSet workers) : Worker(workers)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);

    public override string Name => "frappe reads";

    protected override Task TurnAsync(CancellationToken stopping) => Round(stopping);

    protected override async Task WaitAsync(CancellationToken stopping)
    {
        // What is due later wakes nobody.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        end.CancelAfter(Look);
        await signal.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>All that is due.</summary>
    public async Task Round(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (client.Budget.Pause == TimeSpan.Zero && standing.MayAsk)
            {
                await standing.Try(() => Go(cancellationToken));
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    private async Task Go(CancellationToken cancellationToken)
    {
        await clock.Learn(cancellationToken);
        while (await round.Run(cancellationToken))
        {
            standing.Well();
        }
    }
}
