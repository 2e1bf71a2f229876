using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;

namespace SiteHub.Hub.Replica;

internal static class ReplicaServices
{
    public static IServiceCollection AddReplica(this IServiceCollection services) =>
        services.AddSingleton<Snapshots>().AddSingleton<ILinkApplier, ReplicaApplier>();
}
