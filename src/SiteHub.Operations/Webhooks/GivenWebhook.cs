using System.Text.Json;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Problems;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>A webhook as somebody sent it, read and checked against what the role knows.</summary>
/// <param name="Webhook">completed; null if it cannot be read</param>
/// <param name="Faults">all of them; empty if it can be stored</param>
internal sealed record GivenWebhook(WebhookDefinition? Webhook, IReadOnlyList<Fault> Faults)
{
    public static GivenWebhook Read(JsonElement json, WebhookDefinition? before, WebhookScope scope, DateTimeOffset now)
    {
        var read = WebhookJson.Read(WithoutStatus(json), out var faults);
        return read is null ? new GivenWebhook(null, faults) : Checked(read with { Id = before?.Id ?? WebhookDefinition.NewId() }, before, scope, now);
    }

    public static GivenWebhook Checked(WebhookDefinition given, WebhookDefinition? before, WebhookScope scope, DateTimeOffset now)
    {
        var webhook = WebhookSecrets.Complete(given, before, now);
        var left = WebhookSecrets.LeftBehind(given, before);
        return new GivenWebhook(webhook, [.. left, .. WebhookValidation.Check(webhook, scope).Where(fault => left.All(l => l.Path != fault.Path))]);
    }

    public static Problem Invalid(IReadOnlyList<Fault> faults) => Problem.Invalid([.. faults.Select(static f => new Problems.Fault(f.Path, f.Found, f.Expected))]);

    /// <summary>What was shown may be sent back as it is.</summary>
    private static JsonElement WithoutStatus(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(WebhookView.Status, out _))
        {
            return json;
        }

        var members = json.EnumerateObject().Where(static m => m.Name != WebhookView.Status).Select(static m => $"{JsonSerializer.Serialize(m.Name)}:{m.Value.GetRawText()}");
        return JsonElement.Parse($"{{{string.Join(',', members)}}}");
    }
}
