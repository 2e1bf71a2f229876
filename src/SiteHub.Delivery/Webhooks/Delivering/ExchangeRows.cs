using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>What went over the wire, for as long as somebody may want to look at it.</summary>
internal static class ExchangeRows
{
    private const int OfOneDelivery = 10;

    public static void Write(Session s, Webhook webhook, DueDelivery delivery, Answer answer)
    {
        if (answer.Exchange is { } exchange)
        {
            s.Execute(
                "INSERT INTO exchange (event, webhook, at, request, body, length, answer) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                delivery.Event,
                webhook.Number,
                exchange.At,
                exchange.RequestJson(),
                exchange.Body,
                exchange.Length,
                exchange.AnswerJson());
        }
    }

    /// <summary>Of one delivery, newest first.</summary>
    public static List<Exchange> Of(Session s, string eventId, long webhook) => s.Many(
        """
        SELECT at, request, body, length, answer FROM exchange
        WHERE event = (SELECT number FROM webhook_event WHERE id = $1) AND webhook = $2 ORDER BY number DESC LIMIT $3
        """,
        static r => Exchange.Stored(r.Time(0), r.Text(1), r.Bytes(2), r.Long(3), r.TextOrNull(4)),
        eventId,
        webhook,
        OfOneDelivery);

    /// <summary>A piece of those that are too old, or too many of their webhook.</summary>
    /// <returns>how many went</returns>
    public static int Trim(Session s, DateTimeOffset before, int ofOneWebhook, int piece)
    {
        var old = s.Execute("DELETE FROM exchange WHERE number IN (SELECT number FROM exchange WHERE at < $1 ORDER BY number LIMIT $2)", before, piece);
        foreach (var webhook in s.Many("SELECT DISTINCT webhook FROM exchange", static r => r.Long(0)))
        {
            old += s.Execute(
                "DELETE FROM exchange WHERE number IN (SELECT number FROM exchange WHERE webhook = $1 AND number <= (SELECT number FROM exchange WHERE webhook = $1 ORDER BY number DESC LIMIT 1 OFFSET $2) ORDER BY number LIMIT $3)",
                webhook,
                ofOneWebhook,
                piece);
        }

        return old;
    }
}
