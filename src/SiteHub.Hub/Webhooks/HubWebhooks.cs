using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Hub.Webhooks;

internal static class HubWebhooks
{
    public static IServiceCollection AddHubWebhooks(this IServiceCollection services, HubOptions options) => services
        .AddWebhookOperations(NetworkGuard.For(options.Hub.AllowNetworks, options.Hub.Url))
        .AddSingleton<IWebhookDocuments, HubDocuments>()
        .AddSingleton<PortalEvents>()
        .AddSingleton<ReplicaFeed>();
}
