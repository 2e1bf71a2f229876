using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Hub.Identity;

namespace SiteHub.Hub.Tests;

public sealed class RoutesTests
{
    /// <summary>A route more, or one that asks for less, must be meant: whoever adds it writes it here.</summary>
    [Fact]
    public async Task The_routes_and_what_they_ask_for_are_those_approved()
    {
        await using var hub = await HubFixture.Started();
        var policies = hub.Service<IAuthorizationPolicyProvider>();
        var routes = new List<string>();
        foreach (var endpoint in hub.Service<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            var policy = await AuthorizationPolicy.CombineAsync(policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
            var asked = policy?.Requirements.OfType<RequiredScope>().SingleOrDefault();
            var roles = policy?.Requirements.OfType<RolesAuthorizationRequirement>().Select(static r => string.Join(" or ", r.AllowedRoles)).SingleOrDefault();
            var scope = roles is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? roles : asked is null ? policy is null ? "open" : "signed in" : asked.Or is null ? asked.Scope : $"{asked.Scope} or {asked.Or}";
            routes.AddRange(methods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}: {scope}"));
        }

        routes.Order(StringComparer.Ordinal).ShouldBe(HubRoutes.Approved);
    }
}
