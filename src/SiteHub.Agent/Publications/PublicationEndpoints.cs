using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;

namespace SiteHub.Agent.Publications;

/// <summary><c>/api/v1/publications</c>: what the hub is shown, what could not be decided, and telling it once more.</summary>
internal static class PublicationEndpoints
{
    private const int MaxListed = 200;

    public static void MapPublications(this IEndpointRouteBuilder routes)
    {
        var publications = routes.MapGroup("/api/v1/publications").WithTags("Publications");
        publications.MapGet("/", (Database database) => database.Read(PublicationView.All))
            .RequireAuthorization(OperationsAccess.See)
            .WithSummary("Each publication: its version, how many documents the hub has of it, how many conditions failed, and how far a resync is");
        publications.MapGet("/unevaluated", (Database database) => database.Read(s => UnevaluatedDocument.Newest(s, MaxListed)))
            .RequireAuthorization(OperationsAccess.See)
            .WithSummary("Documents whose condition failed, newest first: the hub keeps what it had until their next save or a resync; with `actions` the hub has the document, without these");
        publications.MapPost("/unevaluated/evaluate", EvaluateAsync).RequireAuthorization(OperationsAccess.Mend)
            .WithSummary("Decide it once more, of `{\"docType\": …, \"name\": …}` or, with `{}`, of all of them; answers how many there were and how many fail still");
        publications.MapPost("/{docType}/resync", ResyncAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("Tell the hub all of it once more");
    }

    internal static async Task<Ok<Evaluated>> EvaluateAsync(ChosenDocument chosen, Reevaluation again, CancellationToken cancellationToken)
    {
        var (looked, failed) = await again.Again(chosen.DocType, chosen.Name, cancellationToken);
        return TypedResults.Ok(new Evaluated(looked, failed));
    }

    internal sealed record ChosenDocument(string? DocType, string? Name);

    internal sealed record Evaluated(int Documents, int StillUnevaluated);

    private static Task<IResult> ResyncAsync(string docType, PublicationResync resync, HttpContext http, CancellationToken cancellationToken) =>
        resync.Resync("hub", docType, $"{http.User.Identity!.Name} asked", cancellationToken);
}
