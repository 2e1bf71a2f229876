using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Operations.Receiving;

/// <summary>Works on what came in: each receiver's in the order in which it came, the receivers side by side.</summary>
internal sealed class ReceiptPump(Receipts receipts, ReceiptWork work, ReceivingSignal signal, WorkerSet workers, ILogger<ReceiptPump> log) : RowWorker(workers, signal)
{
    public override string Name => "receipts";

    /// <summary>They stand among what came in, as failed.</summary>
    protected override bool IsListed => false;

    protected override IReadOnlyList<string> Lanes() => receipts.ReceiversWithDue();

    protected override string? Next(string lane) => receipts.NextDue(lane);

    protected override DateTimeOffset? EarliestDue() => receipts.EarliestDue();

    protected override async Task<string?> HandleAsync(string row, CancellationToken stopping) => receipts.Find(row) is { } receipt ? await work.Do(receipt, stopping) : null;

    protected override void SetAside(Session session, string row, string reason)
    {
        Log.Failed(log, row, reason);
        receipts.Fail(session, row, reason);
    }

    protected override void Retry(Session session, string row)
    {
    }
}
