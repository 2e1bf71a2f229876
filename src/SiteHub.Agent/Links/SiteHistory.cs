using SiteHub.Agent.Actions;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Links;

/// <summary>What this site knows of the entries of its own log.</summary>
internal sealed class SiteHistory(PublicationSet publications, LinkLog log, ActionProgress actions, ResyncSignal signal, TimeProvider time) : ILinkHistory
{
    public void BeginEpoch(Session session, string link, string reason, IReadOnlyList<LinkEvent> unacknowledged)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(unacknowledged);
        log.Append(session, link, LinkEventTypes.SiteCatalogue, Announcement.Compose(publications.Catalogue().WriteTo));
        foreach (var entry in unacknowledged.Where(e => e.Type != LinkEventTypes.SiteCatalogue))
        {
            log.Append(session, link, entry.Type, entry.Data, entry.Id);
        }

        actions.TellAll(session);
        Resync.RequestAll(session, reason, time.GetUtcNow());
        session.AfterCommit(signal.Raise);
    }

    public JsonObject Describe(string type, ReadOnlyMemory<byte> data)
    {
        var about = new JsonObject();
        try
        {
            using var json = JsonDocument.Parse(data);
            foreach (var member in json.RootElement.EnumerateObject().Where(m => m.Name is "docType" or "name" or "revision"))
            {
                about[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It is described because it could not be sent; that it cannot be read may be the very reason.
            about.Clear();
        }

        return about;
    }
}
