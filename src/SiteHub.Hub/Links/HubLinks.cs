using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Sending;

namespace SiteHub.Hub.Links;

internal static class HubLinks
{
    /// <summary>A site's address may come from an operator's request, so it leads no further than a webhook's.</summary>
    public static IServiceCollection AddHubLinks(this IServiceCollection services, HubOptions options) => services
        .AddSingleton(new GuardedConnection(NetworkGuard.For(options.Hub.AllowNetworks, options.Hub.Url)))
        .AddSingleton<ILinkHistory, HubHistory>()
        .AddSingleton<DeclaredLinks>()
        .AddLinks();
}
