using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests;

public sealed class RoutesTests
{
    /// <summary>
    /// A route more, or one that asks for less, must be meant: whoever adds it writes it here. The documents ask by themselves, as Frappe
    /// does, and a link's routes by its guard.
    /// </summary>
    [Fact]
    public async Task The_routes_and_what_they_ask_for_are_those_approved()
    {
        await using var site = new SiteFixture();
        site.Publications.Add(new PublicationEntry("Note", null, [new PublishedField("title", "title", null)], null, CardEntry.Empty));
        await site.Start();
        var policies = site.Service<IAuthorizationPolicyProvider>();
        var routes = new List<string>();
        foreach (var endpoint in site.Service<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            var policy = await AuthorizationPolicy.CombineAsync(policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
            var asks = policy is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "open" : string.Join(", ", policy.Requirements.Select(Asks));
            routes.AddRange(methods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}: {asks}"));
        }

        routes.Order(StringComparer.Ordinal).ShouldBe(SiteRoutes.Approved);
    }

    private static string Asks(IAuthorizationRequirement requirement) =>
        requirement is RolesAuthorizationRequirement roles ? string.Join(" or ", roles.AllowedRoles) : requirement.GetType().Name;
}
