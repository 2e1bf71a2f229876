using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents.Bulk;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Naming;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents;

internal static class DocumentServices
{
    public static IServiceCollection AddDocuments(this IServiceCollection services, SiteOptions options) => services
        .AddSingleton(new DocTypeCatalogue(options.Site.Source?.DocTypes ?? []))
        .AddSingleton<SeriesCounters>()
        .AddSingleton<NameSource>()
        .AddSingleton<LinkTargets>()
        .AddSingleton<Referrers>()
        .AddSingleton<Feeds>()
        .AddSingleton<Drafts>()
        .AddSingleton(Make((database, drafts, links, referrers) => new DocumentSaving(database, drafts, links, referrers)))
        .AddSingleton(Make((database, drafts, links, referrers) => new Renaming(database, drafts, links, referrers)))
        .AddSingleton<BulkInsert>();

    /// <summary>Public to others, made of parts that are not.</summary>
    private static Func<IServiceProvider, T> Make<T>(Func<Database, Drafts, LinkTargets, Referrers, T> make) => provider => make(
        provider.GetRequiredService<Database>(),
        provider.GetRequiredService<Drafts>(),
        provider.GetRequiredService<LinkTargets>(),
        provider.GetRequiredService<Referrers>());
}
