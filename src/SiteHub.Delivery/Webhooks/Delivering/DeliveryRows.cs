using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// The deliveries' rows. Of what failed, each document has at most one row that is waiting, and it is the first; the others are behind it. Whoever
/// changes a row here keeps that true.
/// </summary>
internal static class DeliveryRows
{
    private const string Columns =
        "e.number, e.subject, d.subject, d.state, d.attempts, d.step, d.first_at, d.replay, " + EventRows.Columns;

    /// <summary>Events that were read past without one for this webhook cost a lookup each: a read must not take long.</summary>
    public const int EventsARead = 5_000;

    public static long LastEvent(Session s) => s.Long("SELECT max(number) FROM webhook_event") ?? 0;

    /// <summary>Pending ones after an event, in order, up to a number and a size; at least one if there is one.</summary>
    public static List<DueDelivery> Fresh(Session s, Webhook webhook, long after, long upTo, int limit, int maxBytes) => Read(
        s,
        webhook,
        maxBytes,
        $"""
        SELECT {Columns}, EXISTS (SELECT 1 FROM delivery h WHERE h.webhook = $1 AND h.subject = e.subject AND h.state IN (2, 3))
        FROM webhook_event e CROSS JOIN delivery d ON d.event = e.number AND d.webhook = $1
        WHERE e.number > $2 AND e.number <= $3 AND d.state = 0 ORDER BY e.number LIMIT $4
        """,
        webhook.Number,
        after,
        upTo,
        limit);

    /// <summary>Those whose time has come, the longest due first.</summary>
    public static List<DueDelivery> Due(Session s, Webhook webhook, DateTimeOffset now, int limit, int maxBytes) => Read(
        s,
        webhook,
        maxBytes,
        $"""
        SELECT {Columns}, 0 FROM delivery d CROSS JOIN webhook_event e ON e.number = d.event
        WHERE d.webhook = $1 AND d.state = 2 AND d.next_at <= $2 ORDER BY d.next_at LIMIT $3
        """,
        webhook.Number,
        now,
        limit);

    public static DateTimeOffset? NextDue(Session s, long webhook, DateTimeOffset after) =>
        s.One("SELECT min(next_at) FROM delivery WHERE webhook = $1 AND state = 2 AND next_at > $2", static r => r.TimeOrNull(0), webhook, after);

    /// <summary>Puts one among those that failed: waiting if it is its document's first, else behind.</summary>
    public static void HoldBack(Session s, long webhook, long number, long subject, DateTimeOffset nextAt, bool exact) => s.Execute(
        """
        UPDATE delivery SET subject = $3, next_at = $4, exact = $5, state = CASE WHEN EXISTS (
            SELECT 1 FROM delivery h WHERE h.webhook = $2 AND h.subject = $3 AND h.state IN (2, 3) AND h.event < $1) THEN 3 ELSE 2 END
        WHERE event = $1 AND webhook = $2
        """,
        number,
        webhook,
        subject,
        nextAt,
        exact);

    /// <summary>As <see cref="HoldBack"/>, for one that is still pending: it goes as soon as those before it are done with.</summary>
    public static void Park(Session s, long webhook, long number, long subject, DateTimeOffset now) => s.Execute(
        """
        UPDATE delivery SET subject = $3, next_at = $4, state = CASE WHEN EXISTS (
            SELECT 1 FROM delivery h WHERE h.webhook = $2 AND h.subject = $3 AND h.state IN (2, 3) AND h.event < $1) THEN 3 ELSE 2 END
        WHERE event = $1 AND webhook = $2 AND state = 0
        """,
        number,
        webhook,
        subject,
        now);

    /// <summary>One was put before others of its document that failed: those are behind it now, whenever they were due.</summary>
    public static void PutBehind(Session s, long webhook, long number, long subject) =>
        s.Execute("UPDATE delivery SET state = 3 WHERE webhook = $1 AND subject = $2 AND state = 2 AND state IN (2, 3) AND event > $3", webhook, subject, number);

    /// <summary>One is done with: the next of its document comes to the front, to go at its own time.</summary>
    /// <returns>when that is; null if there is none</returns>
    public static DateTimeOffset? Promote(Session s, long webhook, long subject) => s.One(
        """
        UPDATE delivery SET state = 2 WHERE webhook = $1 AND event = (
            SELECT min(event) FROM delivery WHERE webhook = $1 AND subject = $2 AND state IN (2, 3))
        RETURNING next_at
        """,
        static r => (DateTimeOffset?)r.Time(0),
        webhook,
        subject);

    /// <summary>
    /// The receiver is back, or a person says so: what failed is tried now, instead of hours later. That try is given on top of the schedule.
    /// </summary>
    /// <param name="s">the transaction</param>
    /// <param name="webhook">its number</param>
    /// <param name="now">when</param>
    /// <param name="exactToo">also what the receiver asked to have later</param>
    public static void BringForward(Session s, long webhook, DateTimeOffset now, bool exactToo) => s.Execute(
        "UPDATE delivery SET next_at = $2, step = max(step - 1, 0), exact = 0 WHERE webhook = $1 AND state = 2 AND next_at > $2 AND (exact = 0 OR $3)", webhook, now, exactToo);

    public static DateTimeOffset? LatestDue(Session s, long webhook) =>
        s.One("SELECT max(next_at) FROM delivery WHERE webhook = $1 AND state = 2", static r => r.TimeOrNull(0), webhook);

    /// <summary>What is due later than its place in the schedule ever puts it is due now.</summary>
    /// <param name="s">the transaction</param>
    /// <param name="webhook">its number</param>
    /// <param name="retries">the schedule</param>
    /// <param name="longest">for what the receiver named the time of</param>
    /// <param name="now">when</param>
    public static void Clamp(Session s, long webhook, IReadOnlyList<TimeSpan> retries, TimeSpan longest, DateTimeOffset now)
    {
        foreach (var (step, wait) in retries.Index())
        {
            s.Execute(
                "UPDATE delivery SET next_at = $2 WHERE webhook = $1 AND state = 2 AND exact = 0 AND step = $4 AND next_at > $3", webhook, now, now + (wait * 1.25), step + 1);
        }

        s.Execute("UPDATE delivery SET next_at = $2, exact = 0 WHERE webhook = $1 AND state = 2 AND next_at > $3", webhook, now, now + longest);
    }

    private static List<DueDelivery> Read(Session s, Webhook webhook, int maxBytes, string sql, params ReadOnlySpan<object?> args)
    {
        var unordered = webhook.Compiled.Definition.Order is WebhookOrder.None;
        var rows = new List<DueDelivery>();
        var bytes = 0;
        s.Each(
            sql,
            row =>
            {
                var delivery = Map(row, unordered);
                bytes += delivery.Bytes;
                rows.Add(delivery);
                return bytes < maxBytes;
            },
            args);
        return rows;
    }

    private static DueDelivery Map(Row r, bool unordered) => new(
        r.Long(0),
        r.LongOrNull(2) ?? (unordered ? r.Long(0) : r.Long(1)),
        r.Int(3) == (int)DeliveryState.Pending,
        r.Int(4),
        r.Int(5),
        r.TimeOrNull(6),
        r.LongOrNull(7),
        r.Bool(8 + EventRows.Count) && !unordered,
        EventRows.Map(r, 8));
}
