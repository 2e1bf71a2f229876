using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Puts one that is done with, or waits, in line again, at its document's place.</summary>
internal static class Rearming
{
    /// <summary>What stood later for the same document, and what has become of it.</summary>
    internal sealed record Later(long Event, DeliveryState State, DateTimeOffset At, string Id);

    /// <param name="s">the transaction</param>
    /// <param name="webhook">of which webhook</param>
    /// <param name="number">of which event</param>
    /// <param name="replay">for which replay; null if for none</param>
    /// <param name="now">it goes as soon as those before it are done with</param>
    /// <returns>false if it is pending anyway, or gone</returns>
    public static bool Rearm(Session s, Webhook webhook, long number, long? replay, DateTimeOffset now)
    {
        var ordered = webhook.Compiled.Definition.Order is WebhookOrder.Document;
        var (found, state, subject) = s.One(
            "SELECT d.state, coalesce(d.subject, CASE WHEN $3 THEN e.subject ELSE e.number END) FROM webhook_event e CROSS JOIN delivery d ON d.event = e.number AND d.webhook = $2 WHERE e.number = $1",
            static r => (true, (DeliveryState)r.Int(0), r.Long(1)),
            number,
            webhook.Number,
            ordered);
        if (!found || state is DeliveryState.Pending)
        {
            return false;
        }

        s.Execute(
            "UPDATE delivery SET step = 0, first_at = NULL, replay = coalesce($3, replay) WHERE event = $1 AND webhook = $2", number, webhook.Number, replay);
        DeliveryRows.HoldBack(s, webhook.Number, number, subject, now, exact: false);
        DeliveryRows.PutBehind(s, webhook.Number, number, subject);
        return true;
    }

    /// <summary>
    /// The version that the receiver must end with, if an earlier one is sent again: the last that it got, where nothing later is on its way. Null if
    /// something is, or the webhook keeps no order.
    /// </summary>
    public static Later? LastDelivered(Session s, Webhook webhook, long number)
    {
        if (webhook.Compiled.Definition.Order is WebhookOrder.None)
        {
            return null;
        }

        var last = s.One(
            """
            SELECT l.number, d.state, l.at, l.id FROM webhook_event e CROSS JOIN webhook_event l ON l.subject = e.subject AND l.number > e.number
            CROSS JOIN delivery d ON d.event = l.number AND d.webhook = $2
            WHERE e.number = $1 AND l.name = e.name AND l.doc_type = e.doc_type AND l.site = e.site AND d.state IN (0, 1, 2, 3)
            ORDER BY l.number DESC LIMIT 1
            """,
            static r => new Later(r.Long(0), (DeliveryState)r.Int(1), r.Time(2), r.Text(3)),
            number,
            webhook.Number);
        return last?.State is DeliveryState.Delivered ? last : null;
    }
}
