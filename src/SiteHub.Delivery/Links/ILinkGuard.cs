using Microsoft.AspNetCore.Http;

namespace SiteHub.Delivery.Links;

/// <summary>Checks the bearer token of what comes in: the hub against its own provider, a site against the hub's published keys.</summary>
public interface ILinkGuard
{
    ValueTask<LinkAdmission> Admit(HttpContext http, string link);
}
