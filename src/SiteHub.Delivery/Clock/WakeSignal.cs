using System.Threading.Channels;

namespace SiteHub.Delivery.Clock;

/// <summary>Wakes a pump at once after a commit, without waiting for a clock. Raised many times before it is heard, it is heard once.</summary>
public abstract class WakeSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _raised.Writer.TryWrite(true);

    public Task WaitAsync(CancellationToken cancellationToken) => _raised.Reader.ReadAsync(cancellationToken).AsTask();

    public IAsyncEnumerable<bool> All(CancellationToken cancellationToken) => _raised.Reader.ReadAllAsync(cancellationToken);
}
