using System.Threading.Channels;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>Wakes <see cref="LogoutPump"/> at once after a commit, without waiting for a clock.</summary>
internal sealed class LogoutSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _raised.Writer.TryWrite(true);

    public IAsyncEnumerable<bool> All(CancellationToken cancellationToken) => _raised.Reader.ReadAllAsync(cancellationToken);
}
