using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>Every webhook and how it fares.</summary>
internal sealed class IndexModel(WebhookRegistry registry) : AdminPage
{
    public IReadOnlyList<WebhookStatus> Webhooks { get; private set; } = [];

    public void OnGet() => Webhooks = registry.List();
}
