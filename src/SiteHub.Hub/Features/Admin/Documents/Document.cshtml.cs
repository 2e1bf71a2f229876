using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin.Documents;

/// <summary>One document, also one that went: how it came there, what was sent of it, and what was asked for.</summary>
[KeepsToSites]
internal sealed class DocumentModel(Database database, Deliveries deliveries) : AdminPage
{
    private const int MostSteps = 200;
    private const int MostDeliveries = 20;

    public DocumentItem Item { get; private set; } = null!;

    /// <summary>As people read it; null: it is gone.</summary>
    public string? Body { get; private set; }

    public DocumentOwner? Owner { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; private set; } = [];

    public IReadOnlyList<ActionView> Requests { get; private set; } = [];

    public DeliveryPage Sent { get; private set; } = new([], null);

    /// <summary>All that was sent of it.</summary>
    public string DeliveriesAddress => $"/admin/deliveries?site={Uri.EscapeDataString(Item.Site)}&docType={Uri.EscapeDataString(Item.DocType)}&document={Uri.EscapeDataString(Item.Name)}";

    public IActionResult OnGet()
    {
        if (DocumentAddress.Of(HttpContext) is not { } address || !Seen.Has(address.Site))
        {
            return NotFound();
        }

        var found = database.Read(session =>
        {
            if (DocumentList.FindAnyhow(session, address) is not { } held)
            {
                return false;
            }

            Item = held.Item;
            Body = held.Body is { } body ? ShownJson.Of(body) : null;
            Owner = DocumentOwner.Of(session, Item.Site, Item.Account);
            Timeline = [.. TimelineEntry.Read(session, Reader.OfTheHub, address, 0, MostSteps).AsEnumerable().Reverse()];
            Requests = ActionView.OfDocument(session, Reader.OfTheHub with { Seen = Seen }, address.Site, address.DocType, address.Name);
            return true;
        });
        if (!found)
        {
            return NotFound();
        }

        Sent = deliveries.List(new DeliveryFilter { Site = address.Site, DocType = address.DocType, Name = address.Name, Within = Seen.Sites?.ToList() }, null, MostDeliveries);
        return Page();
    }
}
