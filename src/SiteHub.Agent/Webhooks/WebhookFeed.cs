using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using Announcement = SiteHub.Agent.Publications.Announcement;

namespace SiteHub.Agent.Webhooks;

/// <summary>Tells the site's webhooks of every save, in the transaction that stores it.</summary>
internal sealed class WebhookFeed(WebhookFanout fanout, SiteOptions options, TimeProvider time) : IChangeFeed
{
    public IPreparedChange? Prepare(Save save)
    {
        ArgumentNullException.ThrowIfNull(save);

        // Of a deletion the document is what it last was; a rename fires no events, as in Frappe.
        if (save.Events.Count == 0 || (save.After ?? save.Before) is not { } document)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var message = new WebhookEvent(
            Announcement.NewId(now), save.Events, document.DocType, document.Name, options.Site.Slug, save.Now.Revision, now, document.Body, save.Before?.Body);
        return fanout.Prepare(message) is { } prepared ? new ToldWebhooks(prepared) : null;
    }

    private sealed class ToldWebhooks(PreparedFanout prepared) : IPreparedChange
    {
        public void Commit(Session session, long documentId) => prepared.Commit(session);
    }
}
