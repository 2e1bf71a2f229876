using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Operations.Look;

/// <summary>For pages that come out of a package and write styles and scripts into themselves: under the policy of our own they stay blank. They take nothing from elsewhere.</summary>
internal static class PackagePolicy
{
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    public static TBuilder WithPackagePolicy<TBuilder>(this TBuilder pages)
        where TBuilder : IEndpointConventionBuilder
    {
        pages.Add(static endpoint =>
        {
            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
            {
                http.Response.Headers.ContentSecurityPolicy = Policy;
                http.Response.Headers.XFrameOptions = "DENY";
                return next(http);
            };
        });
        return pages;
    }
}
