using System.Text.Json.Nodes;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>What only a role knows about the entries of its own logs.</summary>
public interface ILinkHistory
{
    /// <summary>
    /// Runs in the transaction that begins a new epoch of the outgoing log, with the log empty: appends what snapshots do not hold,
    /// and sees to it that the rest is sent again.
    /// </summary>
    /// <param name="session">the transaction</param>
    /// <param name="link">the link whose log begins anew</param>
    /// <param name="reason">why, for people</param>
    /// <param name="unacknowledged">what the old epoch held that the peer had not confirmed, oldest first</param>
    void BeginEpoch(Session session, string link, string reason, IReadOnlyList<LinkEvent> unacknowledged);

    /// <summary>Runs when the peer has taken entries and could not, or would not, apply them. It keeps them with its reason; here whoever had them sent is told.</summary>
    /// <param name="session">a transaction</param>
    /// <param name="link">the link</param>
    /// <param name="entry">what the peer did not apply</param>
    /// <param name="reason">the peer's words</param>
    void Rejected(Session session, string link, LinkEvent entry, string reason)
    {
    }

    /// <summary>The peer has greeted, or has answered for the first time after it did not: whatever else waits for it may be tried now. In no transaction.</summary>
    Task IsBackAsync(string link) => Task.CompletedTask;

    /// <summary>What an entry is about (docType, name, revision), for when it cannot be sent itself.</summary>
    JsonObject Describe(string type, ReadOnlyMemory<byte> data);
}
