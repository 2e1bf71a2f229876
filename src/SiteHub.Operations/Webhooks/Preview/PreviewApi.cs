using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Webhooks;

/// <summary>Trying a webhook: which documents match, what exactly would be sent, and sending one. A preview runs what it is given, so it asks for the right to change it.</summary>
internal static class PreviewApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/v1/webhooks").WithTags("Webhooks");
        webhooks.MapGet("/{id}/preview", ShowAsync).RequireAuthorization(OperationsAccess.Mend)
            .WithSummary("Which of the last 100 documents match; with `name` (and `docType`, `site`), the exact request for that document");
        webhooks.MapPost("/preview", TryAsync).RequireAuthorization(OperationsAccess.Mend).WithSummary("The same for a webhook that is not stored: its definition is the body");
        webhooks.MapPost("/{id}/test", SendAsync).RequireAuthorization(OperationsAccess.Mend)
            .WithSummary("Send one document now, whatever the condition says, and show the answer; nothing is stored or retried");
    }

    private static IResult ShowAsync(string id, WebhookRegistry registry, IWebhookDocuments documents, string? name = null, string? docType = null, string? site = null) =>
        registry.Find(id) is { } webhook ? Preview(webhook.Definition, documents, Reference(name, docType, site)) : WebhookApi.Missing(id);

    private static IResult TryAsync(JsonElement body, IWebhookDocuments documents, TimeProvider time, string? name = null, string? docType = null, string? site = null)
    {
        var given = GivenWebhook.Read(body, null, documents.Scope, time.GetUtcNow());
        return given is { Webhook: { } webhook, Faults.Count: 0 } ? Preview(webhook, documents, Reference(name, docType, site)) : GivenWebhook.Invalid(given.Faults);
    }

    private static IResult Preview(WebhookDefinition definition, IWebhookDocuments documents, DocumentReference? chosen)
    {
        var webhook = new CompiledWebhook(definition);
        if (chosen is null)
        {
            return new JsonText(Json(WebhookPreview.Of(webhook, documents)));
        }

        if (documents.Find(definition, chosen) is not { } document)
        {
            return NoDocument(definition, chosen);
        }

        var json = Json(PreviewedDocument.Of(webhook, document)).AsObject();
        json["request"] = Json(PreviewedRequest.Of(webhook, document));
        return new JsonText(json);
    }

    private static async Task<IResult> SendAsync(
        string id, TestRequest? request, WebhookRegistry registry, IWebhookDocuments documents, WebhookSender sender, TimeProvider time, CancellationToken cancellationToken)
    {
        if (registry.Find(id)?.Definition is not { } definition)
        {
            return WebhookApi.Missing(id);
        }

        var webhook = new CompiledWebhook(definition);
        var chosen = Reference(request?.Name, request?.DocType, request?.Site);
        var document = request?.Doc is { } given ? Given(definition, request, given, time.GetUtcNow())
            : chosen is not null ? documents.Find(definition, chosen)
            : WebhookPreview.WithFirst(webhook, documents).First;
        if (document is null)
        {
            return NoDocument(definition, chosen);
        }

        var sent = $"test_{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var outcome = await sender.SendAsync(webhook, document with { Id = sent }, sent, keepAnswer: true, cancellationToken: cancellationToken);
        var json = new JsonObject
        {
            ["webhookId"] = sent,
            ["document"] = Json(PreviewedDocument.Of(webhook, document)),
            ["request"] = Json(PreviewedRequest.Of(webhook, document)),
            ["outcome"] = outcome.GetType().Name.ToLowerInvariant(),
            ["answer"] = new JsonObject
            {
                ["status"] = outcome.Answer.Status, ["reason"] = outcome.Answer.Reason, ["body"] = outcome.Answer.Text, ["tookMs"] = Math.Round(outcome.Answer.Took.TotalMilliseconds, 1),
            },
        };
        return new JsonText(json);
    }

    private static WebhookEvent Given(WebhookDefinition webhook, TestRequest request, JsonElement doc, DateTimeOffset now) => new(
        "",
        webhook.Events,
        request.DocType ?? (webhook.DocTypes.Count > 0 ? webhook.DocTypes[0] : ""),
        request.Name ?? (doc.ValueKind is JsonValueKind.Object && doc.TryGetProperty("name", out var name) ? name.ToString() : ""),
        request.Site ?? (webhook.Sites.Count > 0 ? webhook.Sites[0] : ""),
        1,
        now,
        System.Text.Encoding.UTF8.GetBytes(doc.GetRawText()),
        null);

    private static DocumentReference? Reference(string? name, string? docType, string? site) => name is null ? null : new DocumentReference(name, docType, site);

    private static Problem NoDocument(WebhookDefinition webhook, DocumentReference? chosen) => new(
        StatusCodes.Status404NotFound,
        "no-document",
        chosen is null
            ? $"There is no document of {string.Join(" or ", webhook.DocTypes)} yet; make one, or send one as `doc`."
            : $"There is no {chosen.DocType ?? string.Join(" or ", webhook.DocTypes)} {chosen.Name} here.");

    private static JsonNode Json<T>(T value) => JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web)!;
}

/// <param name="Name">the document to send; null: the last changed that matches</param>
/// <param name="Doc">a document of one's own instead of one that is there</param>
internal sealed record TestRequest(string? Name, string? DocType, string? Site, JsonElement? Doc);
