using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Clients;

/// <summary>The programs that may fetch tokens. Disabling one takes its tokens away at once.</summary>
internal static class ClientsEndpoints
{
    public static IEndpointRouteBuilder MapClients(this IEndpointRouteBuilder app)
    {
        var clients = app.MapGroup("/api/v1/clients").RequireScope(HubScopes.Admin).WithTags("Clients");
        clients.MapGet("", List).WithSummary("The clients and where each came from");
        clients.MapPost("/{id}/disable", (string id, HttpContext http, ClientAccess access, CancellationToken cancellationToken) => Set(id, true, Actor.Of(http), access, cancellationToken))
            .WithSummary("Gives the client no more tokens and revokes those that it has");
        clients.MapPost("/{id}/enable", (string id, HttpContext http, ClientAccess access, CancellationToken cancellationToken) => Set(id, false, Actor.Of(http), access, cancellationToken))
            .WithSummary("Lets the client fetch tokens again");
        return app;
    }

    private static Ok<ClientsAnswer> List(ClientRows rows) =>
        TypedResults.Ok(new ClientsAnswer([.. rows.All().Values.Select(row => new ClientItem(row.ClientId, row.Origin, row.Disabled))]));

    internal static async Task<IResult> Set(string id, bool disabled, Actor by, ClientAccess access, CancellationToken cancellationToken) =>
        await access.Set(id, disabled, by, cancellationToken)
            ? TypedResults.NoContent()
            : new Problem(StatusCodes.Status404NotFound, "not-found", $"There is no client '{id}'; GET /api/v1/clients lists them.");

    internal sealed record ClientsAnswer(IReadOnlyList<ClientItem> Clients);

    internal sealed record ClientItem(string Id, string Origin, bool Disabled);
}
