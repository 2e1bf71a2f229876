using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Deliveries;

/// <summary>Deliveries as the API shows them.</summary>
internal static class DeliveryJson
{
    public static JsonObject Of(DeliveryView delivery) => new()
    {
        ["id"] = delivery.Id,
        ["webhook"] = delivery.WebhookName,
        ["webhookId"] = delivery.WebhookId,
        ["event"] = delivery.EventId,
        ["events"] = Texts(delivery.Types),
        ["docType"] = delivery.DocType,
        ["document"] = delivery.Name,
        ["site"] = delivery.Site,
        ["revision"] = delivery.Revision,
        ["at"] = delivery.At.UtcDateTime,
        ["state"] = delivery.State.ToString().ToLowerInvariant(),
        ["attempts"] = delivery.Attempts,
        ["nextAt"] = delivery.NextAt?.UtcDateTime,
        ["doneAt"] = delivery.DoneAt?.UtcDateTime,
        ["status"] = delivery.Status,
        ["tookMs"] = Milliseconds(delivery.Took),
        ["replay"] = delivery.Replay,
        ["reason"] = delivery.Reason,
    };

    public static JsonObject Of(DeliveryDetail detail)
    {
        var json = Of(detail.Delivery);
        json["doc"] = JsonNode.Parse(detail.Message.Doc.Span);
        json["before"] = detail.Message.Before is { } before ? JsonNode.Parse(before.Span) : null;
        json["exchanges"] = new JsonArray([.. detail.Exchanges.Select(Of)]);
        json["tries"] = new JsonArray([.. detail.Attempts.Select(Of)]);
        return json;
    }

    public static JsonObject Of(Replay replay) => new()
    {
        ["id"] = replay.Id,
        ["state"] = replay.IsDone ? "done" : replay.State.ToString().ToLowerInvariant(),
        ["total"] = replay.Total,
        ["queued"] = replay.Queued,
        ["delivered"] = replay.Delivered,
        ["failed"] = replay.Failed,
        ["createdAt"] = replay.CreatedAt.UtcDateTime,
    };

    private static JsonNode Of(AttemptView attempt) => new JsonObject
    {
        ["at"] = attempt.At.UtcDateTime,
        ["outcome"] = attempt.Outcome,
        ["status"] = attempt.Status,
        ["reason"] = attempt.Reason,
        ["tookMs"] = Milliseconds(attempt.Took),
        ["answer"] = attempt.Answer,
    };

    private static JsonNode Of(Exchange exchange) => new JsonObject
    {
        ["at"] = exchange.At.UtcDateTime,
        ["request"] = new JsonObject
        {
            ["method"] = exchange.Method,
            ["url"] = exchange.Url,
            ["headers"] = Headers(exchange.Headers),
            ["body"] = System.Text.Encoding.UTF8.GetString(exchange.Body.Span),
            ["bytes"] = exchange.Length,
        },
        ["answer"] = exchange.Status is null ? null : new JsonObject { ["status"] = exchange.Status, ["headers"] = Headers(exchange.AnswerHeaders), ["body"] = exchange.AnswerText },
    };

    private static JsonArray Headers(IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new([.. headers.Select(static header => (JsonNode)new JsonObject { ["name"] = header.Key, ["value"] = header.Value })]);

    private static double? Milliseconds(TimeSpan? took) => took is { } length ? Math.Round(length.TotalMilliseconds, 1) : null;

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(static t => (JsonNode)t)]);
}
