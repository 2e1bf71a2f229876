using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Operations.Deliveries;

/// <summary><c>/api/v1/replays</c>: how far each is.</summary>
internal static class ReplayApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var list = routes.MapGroup("/api/v1/replays").WithTags("Deliveries");
        list.MapGet("", (Replays replays) => new JsonText(new JsonObject { ["replays"] = new JsonArray([.. replays.List().Select(DeliveryJson.Of)]) }))
            .RequireAuthorization(OperationsAccess.See)
            .WithSummary("The last hundred, newest first");
        list.MapGet("/{id}", (string id, Replays replays) => replays.Find(id) is { } replay ? (IResult)new JsonText(DeliveryJson.Of(replay)) : Missing(id))
            .RequireAuthorization(OperationsAccess.See)
            .WithSummary("How far it is: how many fit, are in line again, were taken, and failed again");
        list.MapPost("/{id}/cancel", CancelAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("Put no more in line; what is in line is sent");
    }

    internal static async Task<IResult> CancelAsync(string id, Replays replays, CancellationToken cancellationToken)
    {
        if (await replays.CancelAsync(id, cancellationToken))
        {
            return new JsonText(DeliveryJson.Of(replays.Find(id)!));
        }

        return replays.Find(id) is null
            ? Missing(id)
            : new Problem(StatusCodes.Status409Conflict, "replay-gathered", "All of it is in line already; disable the webhook to stop its sending.");
    }

    private static Problem Missing(string id) => new(StatusCodes.Status404NotFound, "not-found", $"There is no replay {id} here.");
}
