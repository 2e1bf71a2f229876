using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Publications;

/// <summary>The hub sees the document as it is now.</summary>
internal sealed class ToldChange(PublicationFeed feed, Publication publication, DocumentChange change, Announcement announcement, UnevaluatedDocument? unevaluated, bool isNew) : IPreparedChange
{
    /// <summary>Whether it says which actions are open without one whose condition failed.</summary>
    public bool IsWhole => unevaluated is null;

    public void Commit(Session session, long documentId)
    {
        var told = announcement;
        if (!isNew)
        {
            // The hub's account is the one that it was last told, whatever the document said in between. It rarely moves, so the entry is composed
            // without, and once more here if need be.
            if (PublishedDocument.Find(session, documentId) is { } before && before.Account != change.Account)
            {
                told = Announcement.Of(change with { PreviousAccount = before.Account });
            }

            if (publication.MayFail && unevaluated is null)
            {
                UnevaluatedDocument.Remove(session, documentId);
            }
        }

        unevaluated?.Put(session, documentId);

        PublishedDocument.Put(session, documentId, change.DocType, change.Account, change.Hash, change.PublicationVersion);
        feed.Append(session, LinkEventTypes.DocumentChanged, told);
    }
}
