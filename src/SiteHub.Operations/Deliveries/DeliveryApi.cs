using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Webhooks;
using Fault = SiteHub.Operations.Problems.Fault;

namespace SiteHub.Operations.Deliveries;

/// <summary><c>/api/v1/deliveries</c>: what was and will be sent, with every try that failed. The same at the hub and at a site.</summary>
internal static class DeliveryApi
{
    private const int DefaultPage = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var deliveries = routes.MapGroup("/api/v1/deliveries").WithTags("Deliveries");
        deliveries.MapGet("", List).RequireAuthorization(OperationsAccess.See)
            .WithSummary("Newest first; filters webhook, state, docType, document, site, since, until. `next` of the answer asks for what follows");
        deliveries.MapGet("/{id}", Show).RequireAuthorization(OperationsAccess.See).WithSummary("One of them, with its document and its tries");
        deliveries.MapPost("/{id}/retry", RetryAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("Send one again now");
        deliveries.MapPost("/replay", static (GivenFilter given, WebhookRegistry registry, Replays replays, TimeProvider time, CancellationToken cancellationToken) => ReplayAsync(given, SitesSeen.All, registry, replays, time, cancellationToken)).RequireAuthorization(OperationsAccess.Mend)
            .WithSummary("Send again what fits: `{\"state\": \"failed\"}`, `{\"since\": \"6h\"}`, `{\"ids\": […]}`, and the list's other filters; goes on after a restart");
        routes.MapGet("/api/v1/announcements", Announced).WithTags("Deliveries").RequireAuthorization(OperationsAccess.See)
            .WithSummary("What operators must hear of: dead deliveries, webhooks held, conditions that threw; ask with `after` for what is new");
    }

    private static IResult List(
        Delivery.Webhooks.Deliveries deliveries,
        IWebhookDocuments documents,
        TimeProvider time,
        string? webhook = null,
        string? state = null,
        string? docType = null,
        string? document = null,
        string? site = null,
        string? since = null,
        string? until = null,
        string? next = null,
        int limit = DefaultPage)
    {
        var faults = new List<Fault>();
        var filter = new GivenFilter(webhook, state, docType, document, site, since, until).Read(time.GetUtcNow(), faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var page = deliveries.List(document is null ? filter : filter with { Sites = documents.Sites }, next, limit);
        return new JsonText(new JsonObject { ["deliveries"] = new JsonArray([.. page.Deliveries.Select(DeliveryJson.Of)]), ["next"] = page.Next });
    }

    private static IResult Show(string id, Delivery.Webhooks.Deliveries deliveries) =>
        deliveries.Find(id) is { } delivery ? new JsonText(DeliveryJson.Of(delivery)) : Missing(id);

    internal static async Task<IResult> RetryAsync(string id, Delivery.Webhooks.Deliveries deliveries, WebhookRegistry registry, Replays replays, CancellationToken cancellationToken)
    {
        if (deliveries.Find(id) is not { Delivery: var delivery })
        {
            return Missing(id);
        }

        if (registry.Find(delivery.WebhookId) is { } webhook && !webhook.Definition.IsFor(delivery.DocType, delivery.Site))
        {
            return new Problem(StatusCodes.Status409Conflict, "not-concerned", "Its webhook is not for this site or DocType any more.");
        }

        return delivery.State is DeliveryState.Pending
            ? new Problem(StatusCodes.Status409Conflict, "not-tried-yet", "This delivery has not been tried yet; it goes by itself as soon as its webhook sends.")
            : await StartAsync(new DeliveryFilter { Ids = [id], Within = [delivery.Site] }, replays, cancellationToken);
    }

    internal static async Task<IResult> ReplayAsync(GivenFilter given, SitesSeen seen, WebhookRegistry registry, Replays replays, TimeProvider time, CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        var filter = given.Read(time.GetUtcNow(), faults) with { Within = seen.Sites?.ToList() };
        if (given.ChoosesNothing)
        {
            faults.Add(new Fault("", null, "a choice: state, since, until, document or ids; everything that was ever sent is {\"since\": \"2000-01-01\"}"));
        }

        if (given.Webhook is { } webhook && registry.Find(webhook) is null)
        {
            faults.Add(new Fault("webhook", webhook, "a webhook that is here, by id or name"));
        }

        return faults.Count > 0 ? Problem.Invalid(faults) : await StartAsync(filter, replays, cancellationToken);
    }

    private static async Task<IResult> StartAsync(DeliveryFilter filter, Replays replays, CancellationToken cancellationToken)
    {
        var id = await replays.StartAsync(filter, cancellationToken);
        return new JsonText(DeliveryJson.Of(replays.Find(id)!), StatusCodes.Status202Accepted, $"/api/v1/replays/{id}");
    }

    private static JsonText Announced(Announcements announcements, long after = 0, int limit = DefaultPage) => new(new JsonObject
    {
        ["announcements"] = new JsonArray([.. announcements.List(after, Math.Clamp(limit, 1, 500)).Select(static a => new JsonObject
        {
            ["number"] = a.Number,
            ["at"] = a.At.UtcDateTime,
            ["kind"] = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(a.Kind.ToString()),
            ["webhook"] = a.WebhookName,
            ["webhookId"] = a.WebhookId,
            ["delivery"] = a.DeliveryId,
            ["reason"] = a.Reason,
        })]),
    });

    private static Problem Missing(string id) => new(StatusCodes.Status404NotFound, "not-found", $"There is no delivery {id} here; it may be older than what is kept.");
}
