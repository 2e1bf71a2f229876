using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Agent.Resource;

/// <summary>The DocType and the name in an address. A name may hold slashes, written as they are or as %2F.</summary>
internal readonly record struct ResourcePath(string DocType, string? Name)
{
    public static ResourcePath Of(HttpContext http) =>
        new(http.GetRouteValue("docType") as string ?? "", http.GetRouteValue("name") is string { Length: > 0 } name ? name : null);
}
