using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents.Bulk;
using SiteHub.Agent.Documents.DocTypes;
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
        .AddSingleton<Drafts>()
        .AddSingleton(provider => new DocumentSaving(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<Drafts>(), provider.GetRequiredService<LinkTargets>()))
        .AddSingleton<BulkInsert>();
}
