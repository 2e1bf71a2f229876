using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Finds who must hear of an event. A condition that throws never touches the change that caused the event.</summary>
public sealed class WebhookFanout(WebhookRegistry registry, TimeProvider time)
{
    /// <summary>Whether somebody may hear of it, conditions aside; looks neither at <see cref="WebhookEvent.Doc"/> nor at <see cref="WebhookEvent.Before"/>, which may still be missing.</summary>
    public bool Concerns(WebhookEvent message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (var webhook in registry.Set.For(message))
        {
            if (webhook.Listens && webhook.Compiled.Concerns(message))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Runs the conditions. Call it outside of the writer, and again if the document moved on meanwhile: it leaves nothing behind.</summary>
    /// <returns>null if no webhook is concerned</returns>
    public PreparedFanout? Prepare(WebhookEvent message)
    {
        ArgumentNullException.ThrowIfNull(message);
        List<(Webhook Webhook, string? Fault)>? matches = null;
        foreach (var webhook in registry.Set.For(message))
        {
            var compiled = webhook.Compiled;
            if (!webhook.Listens || !compiled.Concerns(message))
            {
                continue;
            }

            switch (compiled.Test(message))
            {
                case ScriptOutcome<bool>.Value { Result: true }:
                    (matches ??= []).Add((webhook, null));
                    break;
                case ScriptOutcome<bool>.Failed { Reason: var reason }:
                    (matches ??= []).Add((webhook, reason));
                    break;
            }
        }

        return matches is null ? null : new PreparedFanout(message, matches, time.GetUtcNow());
    }
}
