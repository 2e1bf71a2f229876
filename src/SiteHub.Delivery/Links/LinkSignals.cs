using System.Collections.Concurrent;

namespace SiteHub.Delivery.Links;

/// <summary>One wake-up signal per link. Raised after a commit, by the clock, or by a peer's greeting.</summary>
public sealed class LinkSignals
{
    private readonly ConcurrentDictionary<string, LinkSignal> _signals = new(StringComparer.Ordinal);

    public LinkSignal Of(string link) => _signals.GetOrAdd(link, static _ => new LinkSignal());
}
