using SiteHub.Delivery.Links;

namespace SiteHub.Agent.Publications;

/// <summary>Raised after a commit that asked for a resync.</summary>
internal sealed class ResyncSignal
{
    private readonly LinkSignal _signal = new();

    public Action Raise => _signal.Raise;

    public async Task WaitAsync(CancellationToken cancellationToken) => await _signal.WaitAsync(cancellationToken);
}
