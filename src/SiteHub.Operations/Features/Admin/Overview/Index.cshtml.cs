using SiteHub.Delivery.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Features.Admin.Overview;

/// <summary>How the role fares, and what somebody has to do something about.</summary>
internal sealed class IndexModel(AttentionList attention, LinkRegistry links, WebhookRegistry webhooks, Series series) : AdminPage
{
    public IReadOnlyList<Attention> Attention { get; private set; } = [];

    public IReadOnlyList<LinkStatus> Links { get; private set; } = [];

    public IReadOnlyList<WebhookStatus> Webhooks { get; private set; } = [];

    public Sample? Last { get; private set; }

    public void OnGet()
    {
        Attention = [.. attention.Look().OrderBy(static a => a.IsTask)];
        Links = links.List();
        Webhooks = webhooks.List();
        Last = series.Samples is [.., var last] ? last : null;
    }
}
