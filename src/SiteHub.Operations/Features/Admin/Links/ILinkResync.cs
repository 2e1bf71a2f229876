using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations.Features.Admin.Links;

/// <summary>Has what is published over a link told again from the start. The hub asks the site for it; a site does it by itself.</summary>
public interface ILinkResync
{
    Task<IResult> Resync(string link, string? docType, string? reason, CancellationToken cancellationToken);
}
