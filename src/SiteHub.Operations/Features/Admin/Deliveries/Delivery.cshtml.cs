using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Deliveries;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Operations.Features.Admin.Deliveries;

/// <summary>One delivery: what would be sent, every try with its answer and timing, and the document that it is about.</summary>
[KeepsToSites]
internal sealed class DeliveryModel(Delivery.Webhooks.Deliveries deliveries, WebhookRegistry registry, Delivery.Webhooks.Replays replays) : AdminPage
{
    public DeliveryDetail Detail { get; private set; } = null!;

    /// <summary>As the webhook is now; null if it is gone, or is not theirs to see.</summary>
    public PreviewedRequest? Sent { get; private set; }

    public string Doc { get; private set; } = "";

    public IActionResult OnGet(string id)
    {
        if (deliveries.Find(id) is not { } found || !Seen.Has(found.Delivery.Site))
        {
            return NotFound();
        }

        Detail = found;
        Doc = ShownJson.Of(found.Message.Doc.Span);
        Sent = registry.Find(found.Delivery.WebhookId) is { } webhook && Seen.HasAll(webhook.Definition.Sites) ? PreviewedRequest.Of(new CompiledWebhook(webhook.Definition), found.Message) : null;
        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRetryAsync(string id) =>
        deliveries.Find(id) is { } found && !Seen.Has(found.Delivery.Site) ? NotFound() : Told(await DeliveryApi.RetryAsync(id, deliveries, registry, replays, HttpContext.RequestAborted), "It is in line again.");
}
