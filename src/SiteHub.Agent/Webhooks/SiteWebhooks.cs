using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Agent.Webhooks;

internal static class SiteWebhooks
{
    public static IServiceCollection AddSiteWebhooks(this IServiceCollection services, SiteOptions options) => services
        .AddWebhookOperations(NetworkGuard.For(options.Site.AllowNetworks, options.Site.Url))
        .AddSingleton<IWebhookDocuments, SiteDocuments>()
        .AddSingleton<IChangeFeed, WebhookFeed>();
}
