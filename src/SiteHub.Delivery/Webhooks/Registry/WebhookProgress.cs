using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>How far a webhook has come, and how it fares.</summary>
/// <param name="Cursor">of the events up to here no delivery is pending; after it, there may be</param>
/// <param name="Failures">in a row</param>
/// <param name="FailingSince">the first of them</param>
/// <param name="PausedUntil">the receiver, or the circuit, asks for quiet until then</param>
internal sealed record WebhookProgress(long Cursor, int Failures, DateTimeOffset? FailingSince, DateTimeOffset? PausedUntil)
{
    /// <summary>From here on the circuit is open.</summary>
    public const int OpenAfter = 5;

    /// <summary>Counting more exactly would mean to read everything that waits.</summary>
    private const int CountedRows = 100_000;

    /// <summary>Null if the webhook is no more.</summary>
    public static WebhookProgress? Of(Session s, long webhook) => s.One(
        "SELECT cursor, failures, failing_since, paused_until FROM webhook_progress WHERE webhook = $1",
        static r => new WebhookProgress(r.Long(0), r.Int(1), r.TimeOrNull(2), r.TimeOrNull(3)),
        webhook);

    public static WebhookStatus StatusOf(Session s, Webhook webhook, DateTimeOffset now)
    {
        var state = webhook.State;
        var row = s.One(
            "SELECT cursor, failures, failing_since, paused_until, last_failure, condition_fault, delivered FROM webhook_progress WHERE webhook = $1",
            static r => (Cursor: r.Long(0), Failures: r.Int(1), Since: r.TimeOrNull(2), Paused: r.TimeOrNull(3), Last: r.TextOrNull(4), Condition: r.TextOrNull(5), Delivered: r.Long(6)),
            webhook.Number);
        var due = s.One("SELECT min(next_at) FROM delivery WHERE webhook = $1 AND state = 2", static r => r.TimeOrNull(0), webhook.Number);
        var pending = s.Long(
            "SELECT count(*) FROM (SELECT webhook, state FROM delivery WHERE event > $2 LIMIT $3) WHERE webhook = $1 AND state = 0", webhook.Number, row.Cursor, CountedRows) ?? 0;
        var work = pending > 0 ? now : due;
        var next = state.State is not WebhookState.Enabled || work is null ? null : row.Paused > work ? row.Paused : work;
        return new WebhookStatus(
            webhook.Compiled.Definition,
            state.State,
            state.Reason ?? (row.Failures > 0 ? row.Last : null),
            row.Since,
            row.Failures,
            row.Failures >= OpenAfter,
            next > now ? next : null,
            pending,
            Count(s, "SELECT count(*) FROM delivery WHERE webhook = $1 AND state IN (2, 3)", webhook),
            Count(s, "SELECT count(*) FROM delivery WHERE webhook = $1 AND state IN (4, 5) AND state = 4", webhook),
            Count(s, "SELECT count(*) FROM delivery WHERE webhook = $1 AND state IN (4, 5) AND state = 5", webhook),
            row.Condition,
            row.Delivered + Volatile.Read(ref webhook.DeliveredSince),
            webhook.CreatedAt,
            webhook.UpdatedAt);
    }

    private static long Count(Session s, string sql, Webhook webhook) => s.Long(sql, webhook.Number) ?? 0;
}
