using Microsoft.Extensions.DependencyInjection;
using SiteHub.Hub.Alerts;
using SiteHub.Hub.Features.Sites;
using SiteHub.Operations.Alerts;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Features.Admin.Links;

namespace SiteHub.Hub.Features.Admin;

/// <summary>What the hub's console has besides.</summary>
internal static class HubConsole
{
    public static IServiceCollection AddHubConsole(this IServiceCollection services, HubOptions options) => services
        .AddConsole(
            new AlertOrigin("hub", options.Hub.Url),
            new ConsoleEntry("/admin/sites", "Sites"),
            new ConsoleEntry("/admin/customers", "Customers"),
            new ConsoleEntry("/admin/requests", "Actions"),
            new ConsoleEntry("/admin/people", "People"),
            new ConsoleEntry("/admin/clients", "Clients"),
            new ConsoleEntry("/admin/upstreams", "Sign-in providers"),
            new ConsoleEntry("/admin/audit", "Audit"),
            new ConsoleEntry("/admin/settings", "Settings"))
        .AddSingleton<IAttention, HubAttention>()
        .AddSingleton<IAlertChannel, AlertMail>()
        .AddSingleton<ILinkResync, ResyncOfSite>();
}
