using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Deliveries;

namespace SiteHub.Operations.Webhooks;

/// <summary>Webhooks as a role offers them. The role registers <see cref="IWebhookDocuments"/> and calls <see cref="WebhookStart"/> once its tables are there.</summary>
public static class WebhookOperations
{
    /// <param name="services">the role's</param>
    /// <param name="guard">what webhooks may reach</param>
    public static IServiceCollection AddWebhookOperations(this IServiceCollection services, NetworkGuard guard)
    {
        return services
            .AddSingleton(guard)
            .AddWebhooks()
            .AddSingleton<WebhookStart>()
            .AddSingleton<DeclaredWebhooks>();
    }

    public static IEndpointRouteBuilder MapWebhookApi(this IEndpointRouteBuilder routes)
    {
        WebhookApi.Map(routes);
        DeclaredWebhooksApi.Map(routes);
        PreviewApi.Map(routes);
        ImportApi.Map(routes);
        DeliveryApi.Map(routes);
        ReplayApi.Map(routes);
        return routes;
    }
}
