using Microsoft.AspNetCore.Routing;

namespace SiteHub.Agent.Tests;

public sealed class RoutesTests
{
    /// <summary>A route more must be meant: whoever adds it writes it here.</summary>
    [Fact]
    public async Task The_routes_of_a_site_without_a_link_are_those_approved()
    {
        await using var site = await SiteFixture.Started();
        var routes = site.Service<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"));

        routes.Order(StringComparer.Ordinal).ShouldBe(
        [
            "DELETE /api/method/{method}",
            "DELETE /api/resource/{docType}/{**name}",
            "GET /api/method/{method}",
            "GET /api/resource/{docType}",
            "GET /api/resource/{docType}/{**name}",
            "GET /health",
            "GET /health/live",
            "GET /health/ready",
            "GET /openapi/{documentName}.json",
            "POST /api/method/{method}",
            "POST /api/resource/{docType}",
            "POST /api/resource/{docType}/{**name}",
            "PUT /api/method/{method}",
            "PUT /api/resource/{docType}/{**name}",
        ]);
    }
}
