using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Links;
using SiteHub.Agent.SignIn.People;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Publications;

/// <summary>Puts into the site what it shows the hub.</summary>
internal static class PublicationServices
{
    /// <summary>
    /// The site itself registers Database, <see cref="SiteOptions"/> and the links, and calls <see cref="PublicationStart.Apply"/> once the tables
    /// and the link's row are there, before the first save.
    /// </summary>
    public static IServiceCollection AddPublications(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new PublicationSet(provider.GetRequiredService<SiteOptions>().Site));
        services.AddSingleton<PublicationMetrics>();
        services.AddSingleton<ResyncSignal>();
        services.AddSingleton<ResyncRunner>();
        services.AddSingleton<PublicationFeed>();
        services.AddSingleton<IChangeFeed>(static provider => provider.GetRequiredService<PublicationFeed>());
        services.AddSingleton<Reevaluation>();
        services.TryAddSingleton<PeopleStanding>();
        services.AddSingleton<ILinkApplier, SiteApplier>();
        services.AddSingleton<ILinkHistory, SiteHistory>();
        services.AddSingleton<PublicationStart>();
        services.AddWorkers().AddHostedService<ResyncService>();
        return services;
    }
}
