using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Conversation;
using SiteHub.Hub.Identity;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions.Logout;
using SiteHub.Hub.Receiving;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Links;

/// <summary>What the hub's own logs towards the sites hold: orders, no documents, so nothing of it can be told by a snapshot.</summary>
internal sealed class HubHistory(LinkLog links, PersonStanding people, ActionStanding actions, MessageWriting messages, LogoutNotices logouts) : ILinkHistory
{
    /// <summary>All that a site has not confirmed goes on, under the ids it had: the site leaves out what it knows.</summary>
    public void BeginEpoch(Session session, string link, string reason, IReadOnlyList<LinkEvent> unacknowledged)
    {
        // Requests are told as a whole below, open ones and not only those on their way.
        foreach (var entry in unacknowledged.Where(static entry => entry.Type is not (LinkEventTypes.ActionRequested or LinkEventTypes.ActionWithdrawn or LinkEventTypes.MessageWritten)))
        {
            links.Append(session, link, entry.Type, entry.Data, entry.Id);
        }

        people.TellAll(session, link);
        SitePeople.TellAll(session, link);
        actions.AskAgain(session, link);
        messages.SendAgain(session, link);
    }

    public void Rejected(Session session, string link, LinkEvent entry, string reason)
    {
        if (entry.Type == LinkEventTypes.DocumentRouted)
        {
            RoutedEntries.Refused(session, link, entry.Id, reason);
        }
    }

    /// <summary>A site that was away is told at once who signed out meanwhile.</summary>
    public Task IsBackAsync(string link) => logouts.TryNow(HubScopes.SiteClient(link));

    public JsonObject Describe(string type, ReadOnlyMemory<byte> data)
    {
        var described = new JsonObject();
        if (JsonNode.Parse(data.Span) is JsonObject entry)
        {
            foreach (var member in new[] { "docType", "name", "revision" })
            {
                if (entry[member] is JsonValue value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number)
                {
                    described[member] = value.DeepClone();
                }
            }
        }

        return described;
    }
}
