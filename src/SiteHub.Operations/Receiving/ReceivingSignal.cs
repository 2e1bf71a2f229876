using System.Threading.Channels;

namespace SiteHub.Operations.Receiving;

/// <summary>Wakes <see cref="ReceiptPump"/> at once after a commit, without waiting for a clock.</summary>
public sealed class ReceivingSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _raised.Writer.TryWrite(true);

    internal IAsyncEnumerable<bool> All(CancellationToken cancellationToken) => _raised.Reader.ReadAllAsync(cancellationToken);
}
