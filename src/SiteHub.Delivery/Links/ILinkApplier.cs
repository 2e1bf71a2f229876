using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>What a role does with the entries that its peers send.</summary>
public interface ILinkApplier
{
    /// <summary>
    /// Reads an entry outside the writer, where parsing costs nobody else's time. The function that it returns runs inside the
    /// receiver's transaction, together with the checkpoint.
    /// </summary>
    /// <exception cref="LinkMessageException">the entry cannot be read: it is recorded as rejected with that reason</exception>
    Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry);

    /// <summary>The same for an entry that came with a token of its own, which only a role that looks for one need know of.</summary>
    /// <param name="link">the link</param>
    /// <param name="epoch">of the peer's log</param>
    /// <param name="entry">what was sent</param>
    /// <param name="token">minted for this attempt; null: none came, or the entry is retried here</param>
    Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry, string? token) => Prepare(link, epoch, entry);
}
