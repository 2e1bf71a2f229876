using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Operations.Receiving;

/// <summary><c>/api/v1/receipts</c>: what came in, and what became of it.</summary>
internal static class ReceiptApi
{
    private const int DefaultPage = 100;

    private static readonly string[] States = [ReceiptState.Waiting, ReceiptState.Applied, ReceiptState.Ignored, ReceiptState.Failed];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var receipts = routes.MapGroup("/api/v1/receipts").WithTags("Receiving");
        receipts.MapGet("", List).RequireAuthorization(OperationsAccess.See).WithSummary("Newest first; filters receiver and state. `next` of the answer asks for what follows");
        receipts.MapGet("/{id:long}", Show).RequireAuthorization(OperationsAccess.See).WithSummary("One of them, with its body");
        receipts.MapPost("/{id:long}/retry", Retry).RequireAuthorization(OperationsAccess.Mend).WithSummary("Work on one again, as its receiver is now");
        receipts.MapPost("/replay", Replay).RequireAuthorization(OperationsAccess.Mend)
            .WithSummary("Work again on `{\"state\": \"failed\"}`, `{\"receiver\": …}` or `{\"ids\": […]}`, in the order in which they came");
    }

    private static IResult List(Receipts receipts, ReceiverRows rows, string? receiver = null, string? state = null, long next = long.MaxValue, int limit = DefaultPage)
    {
        var faults = Faults(receiver, state, rows);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        limit = Math.Clamp(limit, 1, 500);
        var page = receipts.List(receiver is null ? null : rows.Find(receiver)!.Id, state, next, limit + 1);
        return new JsonText(new JsonObject { ["receipts"] = new JsonArray([.. page.Take(limit).Select(static r => Json(r))]), ["next"] = page.Count > limit ? page[limit - 1].Id : null });
    }

    private static IResult Show(long id, Receipts receipts)
    {
        if (receipts.Find(id) is not { } receipt)
        {
            return Missing(id);
        }

        var json = Json(receipt);
        json["contentType"] = receipt.ContentType;
        json["headers"] = JsonNode.Parse(receipt.Headers);
        json["body"] = Encoding.UTF8.GetString(receipt.Body);
        return new JsonText(json);
    }

    internal static async Task<IResult> Retry(long id, Receipts receipts, CancellationToken cancellationToken)
    {
        if (receipts.Find(id) is null)
        {
            return Missing(id);
        }

        if (await receipts.Replay(null, null, [id], cancellationToken) == 0 && receipts.Find(id) is { Due: null })
        {
            return new Problem(StatusCodes.Status409Conflict, "receiver-gone", "Its receiver was removed, or moved to another site: nobody works on it any more.");
        }

        return new JsonText(Json(receipts.Find(id)!), StatusCodes.Status202Accepted, $"/api/v1/receipts/{id}");
    }

    private static async Task<IResult> Replay(Choice choice, Receipts receipts, ReceiverRows rows, CancellationToken cancellationToken)
    {
        var faults = Faults(choice.Receiver, choice.State, rows);
        if (choice is { Receiver: null, State: null, Ids: null })
        {
            faults.Add(new Fault("", null, "a choice: receiver, state or ids"));
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var count = await receipts.Replay(choice.Receiver is null ? null : rows.Find(choice.Receiver)!.Id, choice.State, choice.Ids, cancellationToken);
        return new JsonText(new JsonObject { ["queued"] = count }, StatusCodes.Status202Accepted);
    }

    private static List<Fault> Faults(string? receiver, string? state, ReceiverRows rows)
    {
        var faults = new List<Fault>();
        if (receiver is not null && rows.Find(receiver) is null)
        {
            faults.Add(new Fault("receiver", receiver, "a receiver that is here, by id or name"));
        }

        if (state is not null && !States.Contains(state))
        {
            faults.Add(new Fault("state", state, string.Join(", ", States)));
        }

        return faults;
    }

    private static Problem Missing(long id) => new(StatusCodes.Status404NotFound, "not-found", $"There is no receipt {id} here; it may be older than what is kept.");

    private static JsonObject Json(Receipt receipt) => new()
    {
        ["id"] = receipt.Id,
        ["receiver"] = receipt.Receiver,
        ["key"] = receipt.IsUnnamed ? null : receipt.Key,
        ["receivedAt"] = receipt.Received.UtcDateTime,
        ["state"] = receipt.State,
        ["attempts"] = receipt.Attempts,
        ["nextAt"] = receipt.Due?.UtcDateTime,
        ["settledAt"] = receipt.Settled?.UtcDateTime,
        ["docType"] = receipt.DocType,
        ["document"] = receipt.Name,
        ["reason"] = receipt.Reason,
        ["repeats"] = receipt.Repeats,
        ["repeatedAt"] = receipt.Repeated?.UtcDateTime,
    };

    internal sealed record Choice(string? Receiver, string? State, IReadOnlyList<long>? Ids);
}
