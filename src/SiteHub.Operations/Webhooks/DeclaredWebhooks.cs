using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Webhooks;

/// <summary>
/// Makes the file's webhooks what the file says. They are known by their names. Those made elsewhere stay; one of the same name becomes the file's. What is
/// the same is not touched, so that a restart forgives no failures and brings nothing forward.
/// </summary>
public sealed class DeclaredWebhooks(WebhookRegistry registry, TimeProvider time)
{
    /// <summary>What would change.</summary>
    public IReadOnlyList<WebhookChange> Plan(IReadOnlyList<WebhookDefinition> declared) => [.. Changes(declared).Select(static c => c.Change)];

    public async Task<IReadOnlyList<WebhookChange>> Apply(IReadOnlyList<WebhookDefinition> declared, CancellationToken cancellationToken)
    {
        var changes = Changes(declared);
        var put = changes.Where(static c => c.Change.Kind is ChangeKind.Added or ChangeKind.Changed).Select(static c => c.Webhook).ToList();
        var remove = changes.Where(static c => c.Change.Kind is ChangeKind.Removed).Select(static c => c.Webhook.Id).ToList();
        if (put.Count + remove.Count > 0)
        {
            await registry.Apply(put, remove, cancellationToken);
        }

        return [.. changes.Select(static c => c.Change)];
    }

    private List<(WebhookChange Change, WebhookDefinition Webhook)> Changes(IReadOnlyList<WebhookDefinition> declared)
    {
        ArgumentNullException.ThrowIfNull(declared);
        var present = registry.Definitions;
        var changes = new List<(WebhookChange, WebhookDefinition)>();
        foreach (var given in declared)
        {
            var before = present.FirstOrDefault(p => p.Name == given.Name);
            var webhook = WebhookSecrets.Complete(given with { Id = before?.Id ?? WebhookDefinition.NewId(), Origin = WebhookOrigin.File }, before, time.GetUtcNow());
            var members = before is null ? [] : Differences(before, webhook);
            changes.Add((new WebhookChange(webhook.Name, before is null ? ChangeKind.Added : members.Count > 0 ? ChangeKind.Changed : ChangeKind.Unchanged, members), webhook));
        }

        changes.AddRange(present
            .Where(p => p.Origin is WebhookOrigin.File && declared.All(d => d.Name != p.Name))
            .Select(static p => (new WebhookChange(p.Name, ChangeKind.Removed, []), p)));
        return changes;
    }

    /// <summary>The members that differ, without their values: among them may be secrets.</summary>
    internal static IReadOnlyList<string> Differences(WebhookDefinition before, WebhookDefinition after)
    {
        var (was, now) = (Json(before), Json(after));
        return [.. now.Where(member => !JsonNode.DeepEquals(member.Value, was[member.Key])).Select(static member => member.Key)];
    }

    private static JsonObject Json(WebhookDefinition webhook) => JsonNode.Parse(WebhookJson.Write(webhook, clear: true))!.AsObject();
}
