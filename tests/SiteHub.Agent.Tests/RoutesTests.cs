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

        routes.Order(StringComparer.Ordinal).ShouldBe(Approved);
    }

    private static string Asks(IAuthorizationRequirement requirement) =>
        requirement is RolesAuthorizationRequirement roles ? string.Join(" or ", roles.AllowedRoles) : requirement.GetType().Name;

    private static readonly string[] Approved =
    [
        "DELETE /api/method/{method}: open",
        "DELETE /api/resource/{docType}/{**name}: open",
        "DELETE /api/v1/receivers/{id}: System Manager",
        "DELETE /api/v1/webhooks/{id}: System Manager",
        "GET /: DenyAnonymousAuthorizationRequirement",
        "GET /admin/actions: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/deliveries/{id}: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/deliveries: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/inbound/new: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/inbound/receivers/{id}: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/inbound/{id:long}: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/inbound: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/jobs/{**path}: System Manager",
        "GET /admin/links/{link}/rejected/{id:long}: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/links/{link}: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/links: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/live/stream: System Manager",
        "GET /admin/live: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/parked: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/publications: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/replays: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/safety: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/series: System Manager",
        "GET /admin/source/authorization/callback: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/source/authorization: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/source/people: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/source: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/webhooks/import: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/webhooks/new: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/webhooks/{id}/edit: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/webhooks/{id}: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin/webhooks: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /admin: System Manager, DenyAnonymousAuthorizationRequirement",
        "GET /api/method/{method}: open",
        "GET /api/resource/{docType}/{**name}: open",
        "GET /api/resource/{docType}: open",
        "GET /api/v1/actions: System Manager",
        "GET /api/v1/announcements: System Manager",
        "GET /api/v1/deliveries/{id}: System Manager",
        "GET /api/v1/deliveries: System Manager",
        "GET /api/v1/links/{link}/rejected/{id:long}: System Manager",
        "GET /api/v1/links/{link}/rejected: System Manager",
        "GET /api/v1/links: System Manager",
        "GET /api/v1/parked: System Manager",
        "GET /api/v1/publications/unevaluated: System Manager",
        "GET /api/v1/publications: System Manager",
        "GET /api/v1/receipts/{id:long}: System Manager",
        "GET /api/v1/receipts: System Manager",
        "GET /api/v1/receivers/{id}: System Manager",
        "GET /api/v1/receivers: System Manager",
        "GET /api/v1/replays/{id}: System Manager",
        "GET /api/v1/replays: System Manager",
        "GET /api/v1/safety: System Manager",
        "GET /api/v1/webhooks/export: System Manager",
        "GET /api/v1/webhooks/{id}/preview: System Manager",
        "GET /api/v1/webhooks/{id}: System Manager",
        "GET /api/v1/webhooks: System Manager",
        "GET /assets/{**path}: open",
        "GET /brand.css: open",
        "GET /documents/files: DenyAnonymousAuthorizationRequirement",
        "GET /documents/form: DenyAnonymousAuthorizationRequirement",
        "GET /documents: DenyAnonymousAuthorizationRequirement",
        "GET /error/{status:int}: open",
        "GET /health/live: open",
        "GET /health/ready: open",
        "GET /health: open",
        "GET /me/acting/callback: DenyAnonymousAuthorizationRequirement",
        "GET /me/acting: DenyAnonymousAuthorizationRequirement",
        "GET /me/hub: DenyAnonymousAuthorizationRequirement",
        "GET /metrics: System Manager",
        "GET /openapi/{documentName}.json: open",
        "GET /published/document: DenyAnonymousAuthorizationRequirement",
        "GET /published: DenyAnonymousAuthorizationRequirement",
        "GET /signed-out: open",
        "GET /signin/refused: open",
        "GET /signin: open",
        "POST /api/method/{method}: open",
        "POST /api/resource/{docType}/{**name}: open",
        "POST /api/resource/{docType}: open",
        "POST /api/v1/actions/{id}/decide: System Manager",
        "POST /api/v1/deliveries/replay: System Manager",
        "POST /api/v1/deliveries/{id}/retry: System Manager",
        "POST /api/v1/links/{link}/pause: System Manager",
        "POST /api/v1/links/{link}/rejected/{id:long}/discard: System Manager",
        "POST /api/v1/links/{link}/rejected/{id:long}/retry: System Manager",
        "POST /api/v1/links/{link}/resume: System Manager",
        "POST /api/v1/parked/discard: System Manager",
        "POST /api/v1/parked/retry: System Manager",
        "POST /api/v1/publications/unevaluated/evaluate: System Manager",
        "POST /api/v1/publications/{docType}/resync: System Manager",
        "POST /api/v1/receipts/replay: System Manager",
        "POST /api/v1/receipts/{id:long}/retry: System Manager",
        "POST /api/v1/receivers/{id}/preview: System Manager",
        "POST /api/v1/receivers/{id}/rotate-secret: System Manager",
        "POST /api/v1/receivers: System Manager",
        "POST /api/v1/replays/{id}/cancel: System Manager",
        "POST /api/v1/webhooks/import: System Manager",
        "POST /api/v1/webhooks/preview: System Manager",
        "POST /api/v1/webhooks/{id}/disable: System Manager",
        "POST /api/v1/webhooks/{id}/enable: System Manager",
        "POST /api/v1/webhooks/{id}/rotate-secret: System Manager",
        "POST /api/v1/webhooks/{id}/test: System Manager",
        "POST /api/v1/webhooks: System Manager",
        "POST /backchannel-logout: open",
        "POST /hooks/{name}: open",
        "POST /preferences: open",
        "POST /signout: DenyAnonymousAuthorizationRequirement",
        "POST /sitehub/v1/links/{link}/ask: open",
        "POST /sitehub/v1/links/{link}/events: open",
        "POST /sitehub/v1/links/{link}/hello: open",
        "POST /sitehub/v1/revocation: open",
        "PUT /api/method/{method}: open",
        "PUT /api/resource/{docType}/{**name}: open",
        "PUT /api/v1/receivers/{id}: System Manager",
        "PUT /api/v1/webhooks/{id}: System Manager",
        "PUT /api/v1/webhooks: System Manager",
    ];
}
