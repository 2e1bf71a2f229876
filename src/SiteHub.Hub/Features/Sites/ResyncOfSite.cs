using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Features.Admin.Links;

namespace SiteHub.Hub.Features.Sites;

/// <summary>The console asks a site to tell its publications again.</summary>
internal sealed class ResyncOfSite(LinkLog log, LinkRegistry links, Database database) : ILinkResync
{
    public async Task<IResult> Resync(string link, string? docType, string? reason, CancellationToken cancellationToken) =>
        await SiteResyncOrder.HandleAsync(link, new SiteResyncOrder.Order(docType, reason), log, links, database, cancellationToken);
}
