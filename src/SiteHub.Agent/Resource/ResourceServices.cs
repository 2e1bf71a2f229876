using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Agent.Resource.Description;
using SiteHub.Agent.Resource.Idempotency;
using SiteHub.Agent.Resource.Methods;
using SiteHub.Operations.ApiDescription;

namespace SiteHub.Agent.Resource;

internal static class ResourceServices
{
    public static IServiceCollection AddResource(this IServiceCollection services) => services
        .AddSingleton<KeptRequests>()
        .AddSingleton<Insertion>()
        .AddSingleton<BulkInsertion>()
        .AddSingleton<ReadingMethods>()
        .AddSingleton<DeskMethods>()
        .AddSingleton<LinkSearch>()
        .AddSingleton<SavingMethods>()
        .AddSingleton<MethodEndpoints>()
        .Configure<OpenApiOptions>(ApiDescription.Version, static options => options.AddDocumentTransformer(static (document, context, _) =>
        {
            ResourceDescription.Describe(document, context.ApplicationServices.GetRequiredService<DocTypeCatalogue>());
            return Task.CompletedTask;
        }));
}
