using System.Text;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>Every webhook and how it fares.</summary>
[KeepsToSites]
internal sealed class IndexModel(WebhookRegistry registry) : AdminPage
{
    public IReadOnlyList<WebhookStatus> Webhooks { get; private set; } = [];

    public void OnGet() => Webhooks = [.. registry.List().Where(webhook => Seen.HasAll(webhook.Definition.Sites))];

    /// <summary>All of them, without their secrets, as the import and the configuration file read them.</summary>
    public FileContentResult OnGetExport() => File(Encoding.UTF8.GetBytes(ShownJson.Of(ImportApi.Exported(registry.Definitions.Where(webhook => Seen.HasAll(webhook.Sites))).ToJsonString())), "application/json", "webhooks.json");
}
