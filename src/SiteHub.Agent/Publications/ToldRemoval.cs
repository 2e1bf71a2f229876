using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Publications;

/// <summary>The document is deleted, or no longer one that the hub may see. If it never was, nothing is said.</summary>
internal sealed class ToldRemoval(PublicationFeed feed, Publication publication, Save save, DocumentRemoval removal) : IPreparedChange
{
    // A draft's saves all pass here, and nearly none of them has anything to say.
    private readonly Announcement? _announcement = publication.MayHaveShown(save.Before) ? Announcement.Of(removal) : null;

    public void Commit(Session session, long documentId)
    {
        if (publication.MayFail)
        {
            UnevaluatedDocument.Remove(session, documentId);
        }

        if (PublishedDocument.Remove(session, documentId) is not { } before)
        {
            return;
        }

        var told = before.Account == removal.PreviousAccount && _announcement is { } composed ? composed : Announcement.Of(removal with { PreviousAccount = before.Account });
        feed.Append(session, save.After is null ? LinkEventTypes.DocumentDeleted : LinkEventTypes.DocumentWithdrawn, told);
    }
}
