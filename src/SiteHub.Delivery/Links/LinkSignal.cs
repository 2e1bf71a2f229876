using System.Threading.Channels;

namespace SiteHub.Delivery.Links;

/// <summary>"There may be something to do." Many raises before a wait are one.</summary>
public sealed class LinkSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public LinkSignal() => Raise = () => _channel.Writer.TryWrite(true);

    /// <summary>One delegate for all callers: it is handed out once per appended entry.</summary>
    public Action Raise { get; }

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _channel.Reader.ReadAsync(cancellationToken);
}
