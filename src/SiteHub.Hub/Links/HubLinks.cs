using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;

namespace SiteHub.Hub.Links;

internal static class HubLinks
{
    public static IServiceCollection AddHubLinks(this IServiceCollection services) =>
        services.AddSingleton<ILinkHistory, HubHistory>().AddSingleton<DeclaredLinks>().AddLinks();
}
