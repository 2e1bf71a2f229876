using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Alerts;
using SiteHub.Hub.Features.Sites;
using SiteHub.Hub.Safety;
using SiteHub.Operations;
using SiteHub.Operations.Alerts;
using SiteHub.Operations.Configuration.Reading;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Features.Admin.Links;
using SiteHub.Operations.Safety;

namespace SiteHub.Hub.Features.Admin;

/// <summary>What the hub's console has besides.</summary>
internal static class HubConsole
{
    public static IServiceCollection AddHubConsole(this IServiceCollection services, HubOptions options) => services
        .AddConsole(
            new AlertOrigin("hub", options.Hub.Url),
            new ConsoleEntry("/admin/sites", "Sites", KeepsToSites: true),
            new ConsoleEntry("/admin/documents", "Documents", KeepsToSites: true),
            new ConsoleEntry("/admin/customers", "Customers", KeepsToSites: true),
            new ConsoleEntry("/admin/requests", "Actions", KeepsToSites: true),
            new ConsoleEntry("/admin/people", "People", KeepsToSites: true),
            new ConsoleEntry("/admin/clients", "Clients"),
            new ConsoleEntry("/admin/upstreams", "Sign-in providers"),
            new ConsoleEntry("/admin/audit", "Audit"),
            new ConsoleEntry("/admin/settings", "Settings"))
        .AddSafety(provider => Role(options, provider.GetRequiredService<Database>()))
        .AddSingleton<ISafetyCheck, MailCheck>()
        .AddSingleton<ISafetyCheck, SecondFactorCheck>()
        .AddSingleton<IAttention, HubAttention>()
        .AddSingleton<IAlertChannel, AlertMail>()
        .AddSingleton<ILinkResync, ResyncOfSite>();

    private static RoleSafety Role(HubOptions options, Database database) => new(
        options.Hub.Url,
        RoleSafety.FileOf(options.Hub.MasterKey, options.DataDirectory),
        [.. SampleSecrets.Of(options.Hub), .. options.Sites.SelectMany(static site => SampleSecrets.Of(site, $"$.sites ({site.Slug})"))],
        () => database.Read(static session => session.Many("SELECT slug, url FROM site WHERE removed IS NULL ORDER BY slug", static row => new Peer(row.Text(0), new Uri(row.Text(1))))));
}
