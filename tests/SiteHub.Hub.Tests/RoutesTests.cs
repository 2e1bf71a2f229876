using Microsoft.AspNetCore.Authorization;
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
            var scope = asked is null ? policy is null ? "open" : "signed in" : asked.Or is null ? asked.Scope : $"{asked.Scope} or {asked.Or}";
            routes.AddRange(methods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}: {scope}"));
        }

        routes.Order(StringComparer.Ordinal).ShouldBe(Approved);
    }

    private static readonly string[] Approved =
    [
        "DELETE /api/v1/customers/{id}/accounts/{site}/{account}: hub.admin",
        "DELETE /api/v1/customers/{id}/members/{person}: hub.admin",
        "DELETE /api/v1/customers/{id}: hub.admin",
        "DELETE /api/v1/receivers/{id}: hub.admin",
        "DELETE /api/v1/webhooks/{id}: hub.admin",
        "GET /: signed in",
        "GET /account/connections: signed in",
        "GET /account/second-factor: signed in",
        "GET /account/security: signed in",
        "GET /account/sessions: signed in",
        "GET /account: signed in",
        "GET /actions/new/{site}/{docType}/{action}: signed in",
        "GET /actions/{id}: signed in",
        "GET /actions: signed in",
        "GET /api/v1/actions/{request}/events: member.read",
        "GET /api/v1/actions/{request}: hub.read or member.read",
        "GET /api/v1/actions: hub.read or member.read",
        "GET /api/v1/announcements: hub.read",
        "GET /api/v1/audit/check: hub.admin",
        "GET /api/v1/audit: hub.admin",
        "GET /api/v1/clients: hub.admin",
        "GET /api/v1/customers/proposals: hub.read",
        "GET /api/v1/customers/{id}: hub.read",
        "GET /api/v1/customers: hub.read",
        "GET /api/v1/deliveries/{id}: hub.read",
        "GET /api/v1/deliveries: hub.read",
        "GET /api/v1/documents/{site}/{docType}/{name}/actions: member.read",
        "GET /api/v1/documents/{site}/{docType}/{name}/timeline: hub.read or member.read",
        "GET /api/v1/documents/{site}/{docType}/{name}: hub.read or member.read",
        "GET /api/v1/documents: hub.read or member.read",
        "GET /api/v1/keys: hub.admin",
        "GET /api/v1/links/{link}/rejected/{id:long}: hub.read",
        "GET /api/v1/links/{link}/rejected: hub.read",
        "GET /api/v1/links: hub.read",
        "GET /api/v1/logouts: hub.read",
        "GET /api/v1/me/customers: member.read",
        "GET /api/v1/people: hub.admin",
        "GET /api/v1/receipts/{id:long}: hub.read",
        "GET /api/v1/receipts: hub.read",
        "GET /api/v1/receivers/{id}: hub.read",
        "GET /api/v1/receivers: hub.read",
        "GET /api/v1/removals: hub.read",
        "GET /api/v1/replays/{id}: hub.read",
        "GET /api/v1/replays: hub.read",
        "GET /api/v1/sites: hub.read",
        "GET /api/v1/webhooks/export: hub.read",
        "GET /api/v1/webhooks/{id}/preview: hub.read",
        "GET /api/v1/webhooks/{id}: hub.read",
        "GET /api/v1/webhooks: hub.read",
        "GET /assets/{**path}: open",
        "GET /brand.css: open",
        "GET /companies: signed in",
        "GET /connect/authorize: open",
        "GET /connect/endsession: open",
        "GET /consent: signed in",
        "GET /dev/mailbox: open",
        "GET /documents/export: signed in",
        "GET /documents/{site}/{docType}/{name}: signed in",
        "GET /documents: signed in",
        "GET /forgot: open",
        "GET /health/live: open",
        "GET /health/ready: open",
        "GET /health: open",
        "GET /invitation: open",
        "GET /live: signed in",
        "GET /members: signed in",
        "GET /openapi/{documentName}.json: open",
        "GET /register: open",
        "GET /reset: open",
        "GET /signin/arrived: open",
        "GET /signin/code: open",
        "GET /signin/password: open",
        "GET /signin/with/{id}: open",
        "GET /signin: open",
        "GET /signout: open",
        "GET /verify: open",
        "POST /api/v1/actions/{request}/withdraw: member.act",
        "POST /api/v1/clients/{id}/disable: hub.admin",
        "POST /api/v1/clients/{id}/enable: hub.admin",
        "POST /api/v1/customers/import: hub.admin",
        "POST /api/v1/customers/{id}/invitations: hub.admin",
        "POST /api/v1/customers: hub.admin",
        "POST /api/v1/deliveries/replay: hub.admin",
        "POST /api/v1/deliveries/{id}/retry: hub.admin",
        "POST /api/v1/documents/{site}/{docType}/actions/{action}: member.act",
        "POST /api/v1/documents/{site}/{docType}/{name}/actions/{action}: member.act",
        "POST /api/v1/keys/rotate: hub.admin",
        "POST /api/v1/links/{link}/rejected/{id:long}/discard: hub.admin",
        "POST /api/v1/links/{link}/rejected/{id:long}/retry: hub.admin",
        "POST /api/v1/links/{link}/resume: hub.admin",
        "POST /api/v1/people/import: hub.admin",
        "POST /api/v1/people/{id}/approve: hub.admin",
        "POST /api/v1/people/{id}/disable: hub.admin",
        "POST /api/v1/people/{id}/enable: hub.admin",
        "POST /api/v1/people: hub.admin",
        "POST /api/v1/receipts/replay: hub.admin",
        "POST /api/v1/receipts/{id:long}/retry: hub.admin",
        "POST /api/v1/receivers/{id}/preview: hub.admin",
        "POST /api/v1/receivers/{id}/rotate-secret: hub.admin",
        "POST /api/v1/receivers: hub.admin",
        "POST /api/v1/removals/confirm: hub.admin",
        "POST /api/v1/removals/deny: hub.admin",
        "POST /api/v1/replays/{id}/cancel: hub.admin",
        "POST /api/v1/sites/{site}/code: hub.admin",
        "POST /api/v1/sites/{site}/resync: hub.admin",
        "POST /api/v1/sites/{site}/revoke: hub.admin",
        "POST /api/v1/sites/{site}/rotate: hub.admin",
        "POST /api/v1/sites: hub.admin",
        "POST /api/v1/webhooks/import: hub.admin",
        "POST /api/v1/webhooks/preview: hub.read",
        "POST /api/v1/webhooks/{id}/disable: hub.admin",
        "POST /api/v1/webhooks/{id}/enable: hub.admin",
        "POST /api/v1/webhooks/{id}/rotate-secret: hub.admin",
        "POST /api/v1/webhooks/{id}/test: hub.admin",
        "POST /api/v1/webhooks: hub.admin",
        "POST /connect/authorize: open",
        "POST /connect/endsession: open",
        "POST /customer: signed in",
        "POST /hooks/{name}: open",
        "POST /preferences: open",
        "POST /sitehub/v1/enrolment/{site}/proof: open",
        "POST /sitehub/v1/enrolment/{site}/rotation: open",
        "POST /sitehub/v1/enrolment: open",
        "POST /sitehub/v1/links/{link}/events: open",
        "POST /sitehub/v1/links/{link}/hello: open",
        "PUT /api/v1/customers/{id}/accounts/{site}/{account}: hub.admin",
        "PUT /api/v1/customers/{id}/members/{person}: hub.admin",
        "PUT /api/v1/customers/{id}: hub.admin",
        "PUT /api/v1/people/{id}/roles: hub.admin",
        "PUT /api/v1/receivers/{id}: hub.admin",
        "PUT /api/v1/webhooks/{id}: hub.admin",
        "PUT /api/v1/webhooks: hub.admin",
    ];
}
