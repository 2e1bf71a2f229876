using Microsoft.Extensions.DependencyInjection;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Live;

namespace SiteHub.Hub.Customers;

/// <summary>What the portal is made of: who belongs to whom, what they may ask for, and what open pages are told.</summary>
internal static class CustomerServices
{
    public static IServiceCollection AddPortal(this IServiceCollection services) => services
        .AddSingleton<CustomerSignal>()
        .AddSingleton<CustomerRows>()
        .AddScoped<MemberInvitations>()
        .AddSingleton<ActionCatalogue>()
        .AddSingleton<ActionRequests>()
        .AddSingleton<ActionStanding>()
        .AddSingleton<LiveFeed>()
        .AddHostedService(static provider => provider.GetRequiredService<LiveFeed>());
}
