using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Features.Admin;

/// <summary>Webhooks that fail, are held, have dead deliveries, or whose condition throws.</summary>
internal sealed class WebhookAttention(WebhookRegistry webhooks, TimeProvider time) : IAttention
{
    /// <summary>A hiccup mends itself.</summary>
    private static readonly TimeSpan Failing = TimeSpan.FromSeconds(10);

    public IEnumerable<Attention> Look()
    {
        var now = time.GetUtcNow();
        foreach (var webhook in webhooks.List())
        {
            var (id, name) = (webhook.Definition.Id, webhook.Definition.Name);
            var page = $"/admin/webhooks/{id}";
            if (webhook.State is WebhookState.Held)
            {
                yield return new Attention($"webhook:{id}:held", "Webhook {0} was stopped by the system", name, webhook.Reason, page, "Mend the receiver or the address, then enable it: what waits goes at once", "webhook-disabled") { Sites = webhook.Definition.Sites };
            }
            else if (webhook.State is WebhookState.Enabled && webhook.FailingSince is { } since && (webhook.CircuitOpen || now - since > Failing))
            {
                yield return new Attention($"webhook:{id}:failing", "Webhook {0} is failing", name, webhook.Reason, page, "Mend the receiver, or correct the webhook; it is tried again by itself", "webhook-failing") { Sites = webhook.Definition.Sites };
            }

            if (webhook.Dead > 0)
            {
                yield return new Attention($"webhook:{id}:dead", "Webhook {0} has dead deliveries", name, null, $"/admin/deliveries?webhook={id}&state=dead", "Replay them once the receiver is well", "dead-letter") { Sites = webhook.Definition.Sites };
            }

            if (webhook.ConditionFault is { } fault)
            {
                yield return new Attention($"webhook:{id}:condition", "The condition of webhook {0} throws", name, fault, page, "Correct it: what was kept is evaluated again", "condition-failed") { Sites = webhook.Definition.Sites };
            }
        }
    }
}
