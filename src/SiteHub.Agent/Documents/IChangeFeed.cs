using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents;

/// <summary>Who must hear of every save, in the very transaction that stores it: publications, and later webhooks.</summary>
public interface IChangeFeed
{
    /// <summary>
    /// Everything slow happens here, outside the writer: scripts, projections, composing. It is called again with a newer
    /// <see cref="Save.Before"/> if the document moved on meanwhile, so it must leave nothing behind.
    /// </summary>
    /// <returns>null if this save does not concern the feed</returns>
    /// <exception cref="ChangeRefusedException">the save must not happen, for what it would send cannot be carried</exception>
    IPreparedChange? Prepare(Save save);
}

/// <summary>What one feed will store for one save.</summary>
public interface IPreparedChange
{
    /// <summary>Runs inside the writer, in the transaction that has just stored the document. Quick, and raw SQL alone.</summary>
    /// <param name="session">the transaction</param>
    /// <param name="documentId">the document's row; it stays the same over deletion and recreation under the same name</param>
    void Commit(Session session, long documentId);
}
