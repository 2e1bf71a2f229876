using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Workers;

namespace SiteHub.Operations.Receiving;

/// <summary>Receiving others' webhooks. The role registers <see cref="IReceivedDocuments"/>.</summary>
public static class ReceivingServices
{
    public static IServiceCollection AddReceiving(this IServiceCollection services) => services
        .AddSingleton<ReceivingSignal>()
        .AddSingleton<ReceiverRows>()
        .AddSingleton<Receipts>()
        .AddSingleton<RoutedReceipts>()
        .AddSingleton<ReceiptWork>()
        .AddTransient<ReceivingJobs>()
        .AddWorkers()
        .AddHostedService<ReceiptPump>()
        .AddHostedService<ReceivingJobs.Clock>();

    public static IEndpointRouteBuilder MapReceiving(this IEndpointRouteBuilder routes)
    {
        HookEndpoint.Map(routes);
        ReceiverApi.Map(routes);
        ReceiptApi.Map(routes);
        return routes;
    }
}
