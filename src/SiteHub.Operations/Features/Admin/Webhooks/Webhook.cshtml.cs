using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>One webhook: how it fares, what it would do with the documents that are there, and a try.</summary>
internal sealed class WebhookModel(WebhookRegistry registry, IWebhookDocuments documents, WebhookSender sender, Delivery.Webhooks.Deliveries deliveries, TimeProvider time) : AdminPage
{
    public WebhookStatus Status { get; private set; } = null!;

    public string Definition { get; private set; } = "";

    public WebhookPreview Preview { get; private set; } = new(0, 0, 0, []);

    /// <summary>The chosen document's, or the first's that matches.</summary>
    public PreviewedRequest? Sent { get; private set; }

    public WebhookEvent? Chosen { get; private set; }

    /// <summary>The last that failed, with what the receiver said.</summary>
    public DeliveryDetail? Failed { get; private set; }

    /// <summary>What came back of a try.</summary>
    public SendOutcome? Outcome { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Document { get; set; }

    public IActionResult OnGet(string id) => Load(id) ? Page() : NotFound();

    public async Task<IActionResult> OnPostTestAsync(string id)
    {
        if (!Load(id))
        {
            return NotFound();
        }

        if (Chosen is null)
        {
            return Warn("There is no document that it could send yet; make one first.");
        }

        var name = $"test_{Guid.CreateVersion7(time.GetUtcNow()):N}";
        Outcome = await sender.SendAsync(new CompiledWebhook(Status.Definition), Chosen with { Id = name }, name, keepAnswer: true, cancellationToken: HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostEnableAsync(string id) =>
        Told(await WebhookApi.SwitchAsync(id, registry, registry.Enable, HttpContext.RequestAborted), "It sends; what waited goes at once.");

    public async Task<IActionResult> OnPostDisableAsync(string id) =>
        Told(await WebhookApi.SwitchAsync(id, registry, registry.Disable, HttpContext.RequestAborted), "It is stopped; nothing more is written for it, and what waits stays.");

    public async Task<IActionResult> OnPostRotateAsync(string id)
    {
        var answer = await WebhookApi.RotateAsync(id, null, registry, HttpContext.RequestAborted);
        if (answer is Problems.Problem)
        {
            return Told(answer, "");
        }

        TempData["Secret"] = WebhookView.Secret(registry.Find(id)!.Definition);
        return Done("It signs with a new secret; the old one signs on for 24 hours.");
    }

    public async Task<IActionResult> OnPostRemoveAsync(string id)
    {
        var answer = await WebhookApi.RemoveAsync(id, registry, HttpContext.RequestAborted);
        if (answer is Problems.Problem)
        {
            return Told(answer, "");
        }

        TempData["Done"] = Words["The webhook is removed."].Value;
        return Redirect("/admin/webhooks");
    }

    private bool Load(string id)
    {
        if (registry.Find(id) is not { } found)
        {
            return false;
        }

        Status = found;
        Failed = deliveries.List(new DeliveryFilter { Webhook = id, States = [DeliveryState.Dead, DeliveryState.Waiting] }, limit: 1).Deliveries is [var last] ? deliveries.Find(last.Id) : null;
        Definition = ShownJson.Of(WebhookView.Of(found.Definition).ToJsonString());
        if (!MayChange)
        {
            // A preview runs its scripts, and is for those who may change them.
            return true;
        }

        var webhook = new CompiledWebhook(found.Definition);
        (Preview, Chosen) = WebhookPreview.WithFirst(webhook, documents, string.IsNullOrWhiteSpace(Document) ? null : Document);
        Sent = Chosen is null ? null : PreviewedRequest.Of(webhook, Chosen);
        return true;
    }
}
