using Microsoft.Extensions.DependencyInjection;
using SiteHub.Operations.Alerts;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin;

/// <summary>What a site's console has besides.</summary>
internal static class SiteConsole
{
    public static IServiceCollection AddSiteConsole(this IServiceCollection services, SiteOptions options) => services
        .AddConsole(
            new AlertOrigin(options.Site.Slug, options.Site.Url),
            [
                new ConsoleEntry("/admin/actions", "Actions"),
                new ConsoleEntry("/admin/publications", "Publications"),
                .. options.Site.Source?.Frappe is null ? Array.Empty<ConsoleEntry>() : [new ConsoleEntry("/admin/source", "Source"), new ConsoleEntry("/admin/source/people", "People at Frappe")],
            ])
        .AddSingleton<IAttention, SiteAttention>();
}
