using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Parked;

/// <summary><c>/api/v1/parked</c>: rows that background work could not deal with and has set aside, and loops that do not come on.</summary>
public static class ParkedApi
{
    internal const int MostListed = 200;

    public static void MapParked(this IEndpointRouteBuilder routes)
    {
        var parked = routes.MapGroup("/api/v1/parked").WithTags("Background work");
        parked.MapGet("", (Database database, WorkerSet workers, string? worker) => TypedResults.Ok(new ParkedAnswer(database.Read(session => ParkedRow.List(session, worker, MostListed)), workers.Faults)))
            .RequireAuthorization(OperationsAccess.See)
            .WithSummary("What background work has set aside, newest first; of one worker, if it is given. And work that fails at the moment");
        parked.MapPost("/retry", Retry).RequireAuthorization(OperationsAccess.Mend).WithSummary("Have one tried again: `{\"worker\": …, \"row\": …}` as listed");
        parked.MapPost("/discard", Discard).RequireAuthorization(OperationsAccess.Mend).WithSummary("Leave one for good: `{\"worker\": …, \"row\": …}` as listed");
    }

    internal static async Task<Results<NoContent, Problem>> Retry(ChosenRow chosen, WorkerSet workers, CancellationToken cancellationToken)
    {
        try
        {
            return await workers.RetryAsync(chosen.Worker ?? "", chosen.Row ?? "", cancellationToken) ? TypedResults.NoContent() : Missing(chosen);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && !DatabaseFaults.IsAway(fault))
        {
            // Some rows are tried in the very transaction that takes them from the list.
            return new Problem(StatusCodes.Status409Conflict, "fails-again", "It fails as before, and stays parked.", fault.Message);
        }
    }

    internal static async Task<Results<NoContent, Problem>> Discard(ChosenRow chosen, WorkerSet workers, CancellationToken cancellationToken) =>
        await workers.DiscardAsync(chosen.Worker ?? "", chosen.Row ?? "", cancellationToken) ? TypedResults.NoContent() : Missing(chosen);

    private static Problem Missing(ChosenRow chosen) => new(StatusCodes.Status404NotFound, "not-found", $"Of {chosen.Worker}, {chosen.Row} is not parked; somebody may have dealt with it meanwhile.");

    internal sealed record ChosenRow(string? Worker, string? Row);

    /// <param name="Failing">loops and jobs whose last turn failed</param>
    internal sealed record ParkedAnswer(IReadOnlyList<ParkedRow> Parked, IReadOnlyList<WorkFault> Failing);
}
