using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe;

/// <summary><c>/api/v1/source</c>: how far the mirror of the site is, and what keeps it.</summary>
internal static class SourceEndpoint
{
    public static void MapSource(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/source", Show)
        .RequireAuthorization(OperationsAccess.See)
        .WithTags("Source")
        .WithSummary("How far the mirror of the site is, and what keeps it");

    internal static ShownSource Show(FrappeEntry entry, Database database, SourceStanding standing, SiteClock clock, FrappeClient client)
    {
        var (types, many, pending) = database.Read(static session =>
        {
            var all = Progress.All(session);
            return (all, all.ToDictionary(static type => type.DocType, type => ManyMissing.Of(session, type.DocType)), PendingReads.Count(session));
        });
        return new ShownSource(
            entry.Url,
            standing.Fault is null ? "well" : standing.NeedsAuthorization ? "needs authorization" : "waits",
            standing.Fault?.Reason,
            client.Budget.Pause is var pause && pause > TimeSpan.Zero ? (long)Math.Ceiling(pause.TotalSeconds) : null,
            clock.Zone?.Id,
            client.Budget.Sent,
            pending,
            [.. types.Select(type => new ShownType(
                type.DocType, type.IsBackfilled, type.Mirrored, type.Total, type.SweptAt, type.ComparedAt, type.CompareMissing, type.Hidden?.Split(' ') ?? [], type.Fault ?? many[type.DocType]))]);
    }

    /// <param name="PausedSeconds">null: it may be asked</param>
    /// <param name="Pending">documents that are to be read back</param>
    internal sealed record ShownSource(Uri Url, string State, string? Reason, long? PausedSeconds, string? TimeZone, long Requests, long Pending, IReadOnlyList<ShownType> DocTypes);

    /// <param name="Missing">documents that the last comparison of all names did not find</param>
    /// <param name="Hidden">declared fields that the site does not show</param>
    internal sealed record ShownType(string DocType, bool Backfilled, long Mirrored, long? Total, DateTimeOffset? SweptAt, DateTimeOffset? ComparedAt, long? Missing, IReadOnlyList<string> Hidden, string? Fault);
}
