using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Operations.Webhooks;

/// <summary>A webhook as the API shows it: what it is, as it may be sent back, and under <c>status</c> how it fares.</summary>
internal static class WebhookView
{
    public const string Status = "status";

    /// <summary>Where a signing secret was made here, the one time that it is shown.</summary>
    public const string SigningSecret = "signingSecret";

    public static JsonObject Of(WebhookStatus webhook)
    {
        var json = Of(webhook.Definition);
        json[Status] = new JsonObject
        {
            ["state"] = webhook.State.ToString().ToLowerInvariant(),
            ["reason"] = webhook.Reason,
            ["failingSince"] = webhook.FailingSince?.UtcDateTime,
            ["failures"] = webhook.Failures,
            ["circuitOpen"] = webhook.CircuitOpen,
            ["nextAttemptAt"] = webhook.NextAttemptAt?.UtcDateTime,
            ["pending"] = webhook.Pending,
            ["waiting"] = webhook.Waiting,
            ["dead"] = webhook.Dead,
            ["unevaluated"] = webhook.Unevaluated,
            ["conditionFault"] = webhook.ConditionFault,
            ["delivered"] = webhook.Delivered,
            ["createdAt"] = webhook.CreatedAt.UtcDateTime,
            ["updatedAt"] = webhook.UpdatedAt.UtcDateTime,
            ["verifyingKey"] = Ring(webhook.Definition)?.Current.Verifier.PublicText,
        };
        return json;
    }

    public static JsonObject Of(WebhookDefinition webhook) => JsonNode.Parse(WebhookJson.Write(webhook, clear: false))!.AsObject();

    public static string? Secret(WebhookDefinition webhook) => Ring(webhook)?.Current.Text;

    private static SecretRing? Ring(WebhookDefinition webhook) => webhook.Authentication
        .Select(static a => a switch
        {
            WebhookAuthentication.V1 v1 => v1.Secrets,
            WebhookAuthentication.V1A v1a => v1a.Secrets,
            _ => null,
        })
        .FirstOrDefault(static r => r is not null);
}
