using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Addresses;

/// <summary>
/// A role answers under its own names alone, and knows itself by its <c>url</c>: what a request says it came for stands in a header that anybody
/// writes, and would end up in links, redirects and discovery.
/// </summary>
public static class OwnHosts
{
    /// <summary>To come before whatever looks at a request. From here on the request's host is that of the url.</summary>
    /// <param name="app">the role's</param>
    /// <param name="url">how others reach it</param>
    /// <param name="aliases">other names of it, such as the one under which a proxy or a container's neighbour calls it</param>
    public static IApplicationBuilder UseOwnHosts(this IApplicationBuilder app, Uri url, IReadOnlyList<string> aliases)
    {
        ArgumentNullException.ThrowIfNull(url);
        var known = aliases.Append(Plain(url.Host)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isLocal = url.IsOfThisMachine;
        var own = HostString.FromUriComponent(url);
        return app.Use((http, next) =>
        {
            var host = Plain(http.Request.Host.Host);
            if (known.Contains(host) || (isLocal && ThisMachine.IsCalled(host)))
            {
                http.Request.Host = own;
                return next(http);
            }

            // Whoever looks after the process calls it by its address.
            return http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                ? next(http)
                : new Problem(StatusCodes.Status400BadRequest, "unknown-host", $"This is {url.Authority}. Under another name it answers once that stands in its aliases in sites.json.").ExecuteAsync(http);
        });
    }

    /// <summary>To come after whatever asks whether a request came over TLS: from here on its scheme is that of the url, whatever a proxy left of it.</summary>
    public static IApplicationBuilder UseOwnScheme(this IApplicationBuilder app, Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return app.Use((http, next) =>
        {
            http.Request.Scheme = url.Scheme;
            return next(http);
        });
    }

    private static string Plain(string host) => host.Trim('[', ']');
}
