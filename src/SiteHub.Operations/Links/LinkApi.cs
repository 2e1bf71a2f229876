using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Links;

/// <summary><c>/api/v1/links</c>: where the links stand, and what was rejected on them. The same at the hub and at a site.</summary>
public static class LinkApi
{
    private const int MaxPage = 200;

    public static void MapLinkApi(this IEndpointRouteBuilder routes)
    {
        var links = routes.MapGroup("/api/v1/links").WithTags("Links");
        links.MapGet("/", (LinkRegistry registry) => registry.List())
            .RequireAuthorization(OperationsAccess.See)
            .WithSummary("Where each link stands: both checkpoints, what waits, and why");
        links.MapGet("/{link}/rejected", List).RequireAuthorization(OperationsAccess.See).WithSummary("Entries that could not be applied, newest first");
        links.MapGet("/{link}/rejected/{id:long}", Show).RequireAuthorization(OperationsAccess.See).WithSummary("One of them, with its payload");
        links.MapPost("/{link}/rejected/{id:long}/retry", RetryAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("Apply it once more");
        links.MapPost("/{link}/rejected/{id:long}/discard", DiscardAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("Close it, with a reason");
        links.MapPost("/{link}/pause", PauseAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("Send nothing until somebody resumes it; what comes in is taken");
        links.MapPost("/{link}/resume", ResumeAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("Try now, and begin a new history if the two sides' differ");
    }

    private static Results<Ok<RejectedPage>, Problem> List(string link, RejectedEntries rejected, LinkRegistry registry, string? state = null, long? before = null, int limit = 50)
    {
        if (registry.List().All(l => l.Link != link))
        {
            return Missing($"There is no link {link} here.");
        }

        var size = Math.Clamp(limit, 1, MaxPage);
        var page = rejected.List(link, state, before, size);
        return TypedResults.Ok(new RejectedPage([.. page.Select(RejectedView.Of)], page.Count == size ? page[^1].Id : null));
    }

    private static Results<Ok<RejectedView>, Problem> Show(string link, long id, RejectedEntries rejected) =>
        rejected.Find(link, id) is { } entry ? TypedResults.Ok(RejectedView.WithData(entry)) : Missing($"Link {link} has no rejected entry {id}.");

    private static async Task<Results<Ok<RetryResult>, Problem>> RetryAsync(string link, long id, RejectedEntries rejected, CancellationToken cancellationToken) =>
        await rejected.RetryAsync(link, id, cancellationToken) switch
        {
            null => Missing($"Link {link} has no open rejected entry {id}."),
            ApplyOutcome.Refused refused => TypedResults.Ok(new RetryResult("rejected", refused.Reason)),
            var outcome => TypedResults.Ok(new RetryResult(outcome == ApplyOutcome.Known ? "known" : "applied", null)),
        };

    internal static async Task<Results<NoContent, Problem>> DiscardAsync(string link, long id, DiscardRequest request, RejectedEntries rejected, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return Problem.Invalid([new Fault("reason", request.Reason, "a few words, for whoever looks later")]);
        }

        return await rejected.DiscardAsync(link, id, request.Reason, cancellationToken) ? TypedResults.NoContent() : Missing($"Link {link} has no open rejected entry {id}.");
    }

    internal static async Task<Results<NoContent, Problem>> PauseAsync(string link, PauseRequest? request, LinkRegistry registry, CancellationToken cancellationToken) =>
        await registry.Pause(link, string.IsNullOrWhiteSpace(request?.Reason) ? null : request.Reason, cancellationToken) ? TypedResults.NoContent() : Missing($"There is no link {link} here.");

    internal static async Task<Results<Accepted, Problem>> ResumeAsync(string link, LinkRegistry registry, CancellationToken cancellationToken) =>
        await registry.Resume(link, cancellationToken) ? TypedResults.Accepted((string?)null) : Missing($"There is no link {link} here.");

    private static Problem Missing(string title) => new(StatusCodes.Status404NotFound, "not-found", title);
}

public sealed record RejectedPage(IReadOnlyList<RejectedView> Rejected, long? Next);

public sealed record RetryResult(string Outcome, string? Reason);

public sealed record DiscardRequest(string? Reason);

/// <param name="Reason">for whoever looks later</param>
public sealed record PauseRequest(string? Reason);

/// <summary>A rejected entry as the API shows it.</summary>
public sealed record RejectedView(
    long Id, string Link, long Epoch, long Seq, string EntryId, string Type, string? Subject, DateTimeOffset At, DateTimeOffset ReceivedAt, string Reason, string State, int Retries, JsonElement? Data)
{
    internal static RejectedView Of(Rejected r) =>
        new(r.Id, r.Link, r.Epoch, r.Seq, r.EntryId, r.Type, r.Subject, r.At, r.ReceivedAt, r.Reason, r.State, r.Retries, null);

    internal static RejectedView WithData(Rejected r) => Of(r) with { Data = JsonElement.Parse(r.Data.Span) };
}
