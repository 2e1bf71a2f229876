using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;

namespace SiteHub.Hub.Features.Keys;

/// <summary>The keys with which the hub signs its tokens.</summary>
internal static class KeysEndpoints
{
    public static IEndpointRouteBuilder MapKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/api/v1/keys").RequireScope(HubScopes.Admin).WithTags("Keys");
        keys.MapGet("", static (HubKeys known, TimeProvider time) => TypedResults.Ok(new KeysAnswer(known.List(time.GetUtcNow())))).WithSummary("The signing keys, and which of them signs");
        keys.MapPost("/rotate", Rotate).WithSummary("Makes the next one: published from now on, signing in a day, when every site has seen it");
        return app;
    }

    internal static async Task<Accepted<PublishedKey>> Rotate(HttpContext http, KeyClock clock, CancellationToken cancellationToken) =>
        TypedResults.Accepted("/api/v1/keys", await clock.Rotate(Actor.Of(http), cancellationToken));

    internal sealed record KeysAnswer(IReadOnlyList<PublishedKey> Keys);
}
