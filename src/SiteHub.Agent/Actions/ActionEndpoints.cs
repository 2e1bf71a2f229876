using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Actions;

/// <summary><c>/api/v1/actions</c>: what members asked of this site, and the word of a person where another system gave none.</summary>
internal static class ActionEndpoints
{
    private const int MaxListed = 200;

    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        var actions = routes.MapGroup("/api/v1/actions").WithTags("Actions");
        actions.MapGet("/", (Database database, string? state) => database.Read(session => List(session, state)))
            .RequireAuthorization(OperationsAccess.See)
            .WithSummary("What members asked for, newest first; of one state, if it is given");
        actions.MapPost("/{id}/decide", Decide).RequireAuthorization(OperationsAccess.Mend).WithSummary("Says what became of a request that is unknown: completed or failed");
    }

    internal static List<ListedRequest> List(Session session, string? state) => session.Many(
        """
        SELECT id, action, doc_type, name, account, email, user, state, reason, received, changed, result_doc_type, result_name
        FROM action_request WHERE $1 IS NULL OR state = $1 ORDER BY changed DESC LIMIT $2
        """,
        static row => new ListedRequest(
            row.Text(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.Text(7), row.TextOrNull(8), row.Time(9), row.Time(10), row.TextOrNull(11), row.TextOrNull(12)),
        state,
        MaxListed);

    internal static async Task<Results<NoContent, Problem>> Decide(string id, Decision decision, Database database, ActionProgress progress, CancellationToken cancellationToken)
    {
        if (decision.State is not (ActionStates.Completed or ActionStates.Failed))
        {
            return Problem.Invalid([new Fault("state", decision.State, $"{ActionStates.Completed} or {ActionStates.Failed}")]);
        }

        var moved = await database.Writer.Write(session => progress.Move(session, id, ActionStates.Unknown, decision.State, decision.Reason), cancellationToken);
        return moved ? TypedResults.NoContent() : new Problem(StatusCodes.Status409Conflict, "not-unknown", $"There is no request '{id}' that is unknown; only such ones are decided by a person.");
    }

    /// <param name="Reason">for the member</param>
    internal sealed record Decision(string? State, string? Reason);

    internal sealed record ListedRequest(
        string Id, string? Action, string? DocType, string? Name, string? Account, string? Member, string? User, string State, string? Reason, DateTimeOffset Received, DateTimeOffset Changed, string? ResultDocType, string? ResultName);
}
