using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Resource.Idempotency;
using SiteHub.Agent.Resource.Methods;

namespace SiteHub.Agent.Resource;

internal static class ResourceServices
{
    public static IServiceCollection AddResource(this IServiceCollection services) => services
        .AddSingleton<KeptRequests>()
        .AddSingleton<Insertion>()
        .AddSingleton<BulkInsertion>()
        .AddSingleton<ReadingMethods>()
        .AddSingleton<SavingMethods>()
        .AddSingleton<MethodEndpoints>();
}
