using SiteHub.Operations.Receiving;

namespace SiteHub.Operations.Features.Admin;

/// <summary>What came in from others and could not be used: of each receiver the last.</summary>
internal sealed class ReceiptAttention(Receipts receipts, ReceiverRows receivers) : IAttention
{
    public IEnumerable<Attention> Look() => receipts.LastFailed().Select(last => new Attention(
        $"receipts:failed:{last.ReceiverId}",
        "Receiver {0} could not use what it took",
        last.Receiver,
        last.Reason,
        $"/admin/inbound?state=failed&receiver={Uri.EscapeDataString(last.ReceiverId)}",
        "Correct the receiver's template, then work on them again",
        "receipt-failed")
    {
        Sites = receivers.Find(last.ReceiverId)?.Site is { } site ? [site] : [],
    });
}
