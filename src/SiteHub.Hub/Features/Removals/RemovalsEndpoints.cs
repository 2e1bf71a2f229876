using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Removals;

/// <summary>Snapshots that left out more than the hub removes unasked.</summary>
internal static class RemovalsEndpoints
{
    public static IServiceCollection AddRemovals(this IServiceCollection services) => services.AddSingleton<Removals>();

    public static IEndpointRouteBuilder MapRemovals(this IEndpointRouteBuilder app)
    {
        var removals = app.MapGroup("/api/v1/removals").WithTags("Removals");
        removals.MapGet("", List).RequireScope(HubScopes.Read).WithSummary("What snapshots left out and an operator must decide on");
        removals.MapPost("/confirm", (RemovalDecision decision, Removals decide, CancellationToken cancellationToken) => Decide(decision, true, decide, cancellationToken))
            .RequireScope(HubScopes.Admin)
            .WithSummary("Remove the documents that the snapshot left out");
        removals.MapPost("/deny", (RemovalDecision decision, Removals decide, CancellationToken cancellationToken) => Decide(decision, false, decide, cancellationToken))
            .RequireScope(HubScopes.Admin)
            .WithSummary("Keep them; the next snapshot asks again");
        return app;
    }

    private static Ok<RemovalsAnswer> List(Removals removals) =>
        TypedResults.Ok(new RemovalsAnswer([.. removals.List().Select(waiting => new RemovalItem(waiting.Site, waiting.DocType, waiting.Id, waiting.PublicationVersion, waiting.Held ?? 0, waiting.Missing ?? 0, waiting.EndedAt))]));

    internal static async Task<IResult> Decide(RemovalDecision decision, bool remove, Removals removals, CancellationToken cancellationToken) =>
        await removals.Decide(decision.Site, decision.DocType, decision.Snapshot, remove, cancellationToken) is { } removed
            ? TypedResults.Ok(new RemovalResult(removed))
            : new Problem(StatusCodes.Status404NotFound, "not-found", "No such removal waits; it was decided, or a newer snapshot took its place. GET /api/v1/removals lists those that do.");

    internal sealed record RemovalsAnswer(IReadOnlyList<RemovalItem> Removals);

    /// <param name="Site">the site</param>
    /// <param name="DocType">whose publication was told</param>
    /// <param name="Snapshot">names the snapshot in the decision</param>
    /// <param name="PublicationVersion">the version that was told</param>
    /// <param name="Held">how many documents the hub holds of it</param>
    /// <param name="Missing">how many of them the snapshot left out</param>
    /// <param name="Since">since when a decision is waited for</param>
    internal sealed record RemovalItem(string Site, string DocType, string Snapshot, long PublicationVersion, long Held, long Missing, DateTimeOffset? Since);

    internal sealed record RemovalDecision(string Site, string DocType, string Snapshot);

    internal sealed record RemovalResult(long Removed);
}
