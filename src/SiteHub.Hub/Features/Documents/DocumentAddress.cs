using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Hub.Features.Documents;

/// <summary>Which document a request's path names.</summary>
internal sealed record DocumentAddress(string Site, string DocType, string Name)
{
    private const string Prefix = "/api/v1/documents/";

    /// <summary>Of the pages for people.</summary>
    private const string PagePrefix = "/documents/";

    /// <returns>null if the route names none</returns>
    public static DocumentAddress? Of(HttpContext http) =>
        http.GetRouteValue("site") is string site && http.GetRouteValue("docType") is string docType && http.GetRouteValue("name") is string name ? new DocumentAddress(site, docType, name) : null;

    public string Path => $"{Prefix}{Uri.EscapeDataString(Site)}/{Uri.EscapeDataString(DocType)}/{Uri.EscapeDataString(Name)}";

    public string Page => $"{PagePrefix}{Uri.EscapeDataString(Site)}/{Uri.EscapeDataString(DocType)}/{Uri.EscapeDataString(Name)}";

    /// <summary>The console's page of it.</summary>
    public string Console => "/admin" + Page;
}
