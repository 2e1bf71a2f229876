using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Definitions into their rows.</summary>
internal static class WebhookRows
{
    /// <returns>the numbers of the new ones, by id</returns>
    public static IReadOnlyDictionary<string, long> Store(Session s, IReadOnlyList<WebhookChange> changes, IReadOnlyCollection<string> remove, DateTimeOffset now)
    {
        foreach (var id in remove)
        {
            // Its deliveries go in small pieces afterwards: they may be many.
            s.Execute("DELETE FROM webhook_progress WHERE webhook = (SELECT number FROM webhook WHERE id = $1)", id);
            s.Execute("DELETE FROM webhook WHERE id = $1", id);
        }

        foreach (var change in changes)
        {
            // Names may be exchanged among them.
            s.Execute("UPDATE webhook SET name = id WHERE id = $1", change.Definition.Id);
        }

        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.Before is { } webhook)
            {
                Update(s, webhook, change, now);
            }
            else
            {
                numbers.Add(change.Definition.Id, Insert(s, change, now));
            }
        }

        return numbers;
    }

    private static long Insert(Session s, WebhookChange change, DateTimeOffset now)
    {
        var number = s.Long(
            "INSERT INTO webhook (id, name, definition, state, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5) RETURNING number",
            change.Definition.Id,
            change.Definition.Name,
            change.Sealed,
            change.State.ToString(),
            now)!.Value;
        s.Execute("INSERT INTO webhook_progress (webhook, cursor) VALUES ($1, coalesce((SELECT max(number) FROM webhook_event), 0))", number);
        return number;
    }

    private static void Update(Session s, Webhook webhook, WebhookChange change, DateTimeOffset now)
    {
        s.Execute(
            "UPDATE webhook SET name = $2, definition = $3, state = $4, reason = CASE WHEN $4 = 'Held' THEN reason END, token = NULL, updated_at = $5 WHERE number = $1",
            webhook.Number,
            change.Definition.Name,
            change.Sealed,
            change.State.ToString(),
            now);
        s.Execute("UPDATE webhook_progress SET condition_fault = NULL WHERE webhook = $1", webhook.Number);
        if (change.State is not WebhookState.Held)
        {
            s.Execute("UPDATE webhook_progress SET failures = 0, failing_since = NULL, paused_until = NULL WHERE webhook = $1", webhook.Number);
            DeliveryRows.BringForward(s, webhook.Number, now, exactToo: true);
        }
    }
}
