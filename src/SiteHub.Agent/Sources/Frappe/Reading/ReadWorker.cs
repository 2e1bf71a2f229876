using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>
/// Reads back what hints named: the first few at once, for somebody waits; a burst of them once a second, so that it costs tens of requests and not one for each.
/// </summary>
internal sealed class ReadWorker(PendingRound round, SiteClock clock, FrappeClient client, SourceStanding standing, ReadSignal signal, Database database, WorkerSet workers) : Worker(workers)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private double _credit = AtOnce;
    private long _last = TimeProvider.System.GetTimestamp();
    private bool _hasRead;

    private readonly SemaphoreSlim _turn = new(1, 1);

    public override string Name => "frappe reads";

    protected override async Task TurnAsync(CancellationToken stopping)
    {
        _hasRead = false;
        await Round(stopping);
        _credit = Math.Max(0, _credit - (_hasRead ? 1 : 0));
    }

    protected override async Task WaitAsync(CancellationToken stopping)
    {
        // What is due later wakes nobody.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        end.CancelAfter(Look);
        await signal.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _credit = Math.Min(AtOnce, _credit + (TimeProvider.System.GetElapsedTime(_last) / Look));
        _last = TimeProvider.System.GetTimestamp();
        if (_credit < 1)
        {
            // In real time, as every wait of a loop.
            await Task.Delay((1 - _credit) * Look, stopping);
        }
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
        var upTo = database.Read(PendingReads.Last);
        while (await round.Run(upTo, cancellationToken))
        {
            standing.Well();
            _hasRead = true;
        }
    }
}
