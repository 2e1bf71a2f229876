using SiteHub.Operations.Receiving;

namespace SiteHub.Operations.Features.Admin;

/// <summary>What came in from others and could not be used.</summary>
internal sealed class ReceiptAttention(Receipts receipts) : IAttention
{
    public IEnumerable<Attention> Look()
    {
        if (receipts.List(null, ReceiptState.Failed, long.MaxValue, 1) is [var last, ..])
        {
            yield return new Attention("receipts:failed", "Receiver {0} could not use what it took", last.Receiver, last.Reason, "/admin/inbound?state=failed", "Correct the receiver's template, then work on them again", "receipt-failed");
        }
    }
}
