using SiteHub.Delivery.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Features.Admin.Overview;

/// <summary>How the role fares, and what somebody has to do something about.</summary>
[KeepsToSites]
internal sealed class IndexModel(AttentionList attention, LinkRegistry links, WebhookRegistry webhooks, Series series) : AdminPage
{
    public IReadOnlyList<Attention> Attention { get; private set; } = [];

    public IReadOnlyList<LinkStatus> Links { get; private set; } = [];

    public IReadOnlyList<WebhookStatus> Webhooks { get; private set; } = [];

    /// <summary>Null also for those who see some sites alone: it is measured of all together.</summary>
    public Sample? Last { get; private set; }

    public void OnGet()
    {
        Attention = [.. attention.Look().Where(a => Seen.HasAll(a.Sites)).OrderBy(static a => a.IsTask)];
        Links = [.. links.List().Where(link => Seen.Has(link.Link))];
        Webhooks = [.. webhooks.List().Where(webhook => Seen.HasAll(webhook.Definition.Sites))];
        Last = Seen.AreAll && series.Samples is [.., var last] ? last : null;
    }
}
