using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>What a try left in the rows. A success at the first try touches the delivery's row alone.</summary>
internal static class OutcomeRows
{
    /// <returns>when the next of its document is due; null if none waited behind it</returns>
    public static DateTimeOffset? Delivered(Session s, Webhook webhook, DueDelivery delivery, SendOutcome.Delivered outcome, DateTimeOffset began, DateTimeOffset now)
    {
        var answer = outcome.Answer;
        if (!delivery.Fresh || delivery.Attempts > 0 || outcome.AlreadyThere)
        {
            Attempt(s, webhook, delivery, Name(outcome), answer, began);
        }
        else
        {
            ExchangeRows.Write(s, webhook, delivery, answer);
        }

        var done = s.Execute(
            """
            UPDATE delivery SET state = 1, attempts = $3, status = $4, took = $5, done_at = $6 WHERE event = $1 AND webhook = $2 AND state IN (0, 2, 3)
            AND NOT EXISTS (SELECT 1 FROM delivery h WHERE h.webhook = $2 AND h.subject = $7 AND h.state IN (2, 3) AND h.event < $1)
            """,
            delivery.Event,
            webhook.Number,
            delivery.Attempts + 1,
            answer.Status,
            (long)answer.Took.TotalMicroseconds,
            now,
            delivery.Subject);
        if (done == 0)
        {
            // A person put an earlier one in line while this was on its way: the receiver must end with this one, so it goes once more, behind.
            if (Tried(s, webhook, delivery, delivery.Step, answer, began))
            {
                DeliveryRows.HoldBack(s, webhook.Number, delivery.Event, delivery.Subject, now, exact: false);
            }

            return null;
        }

        if (delivery.Fresh)
        {
            return null;
        }

        // As the row says by now: it may have been put into a replay while it was on its way.
        s.Execute("UPDATE replay SET delivered = delivered + 1 WHERE number = (SELECT replay FROM delivery WHERE event = $1 AND webhook = $2)", delivery.Event, webhook.Number);
        return DeliveryRows.Promote(s, webhook.Number, delivery.Subject);
    }

    /// <summary>Kept for another try; those behind it are kept behind it.</summary>
    public static void Failed(
        Session s, Webhook webhook, DueDelivery delivery, Verdict.Again again, SendOutcome outcome, DateTimeOffset began, IReadOnlyList<DueDelivery> behind)
    {
        Attempt(s, webhook, delivery, Name(outcome), outcome.Answer, began);
        if (Tried(s, webhook, delivery, again.Step, outcome.Answer, began))
        {
            DeliveryRows.HoldBack(s, webhook.Number, delivery.Event, delivery.Subject, again.At, again.Exact);
        }

        Park(s, webhook, behind, began);
    }

    /// <returns>when the next of its document is due; null if none waited behind it</returns>
    public static DateTimeOffset? GivenUp(Session s, Webhook webhook, DueDelivery delivery, SendOutcome outcome, DateTimeOffset began, DateTimeOffset now)
    {
        Attempt(s, webhook, delivery, Name(outcome), outcome.Answer, began);
        var done = s.Execute(
            "UPDATE delivery SET state = 4, attempts = $3, status = $4, took = $5, done_at = $6, subject = $7 WHERE event = $1 AND webhook = $2 AND state IN (0, 2, 3)",
            delivery.Event,
            webhook.Number,
            delivery.Attempts + 1,
            outcome.Answer.Status,
            (long)outcome.Answer.Took.TotalMicroseconds,
            now,
            delivery.Subject);
        if (done == 0)
        {
            return null;
        }

        Announcements.Write(
            s, now, AnnouncementKind.DeadLetter, webhook.Id, webhook.Name, DeliveryId.Of(webhook.Number, delivery.Message.Id), $"dead after {delivery.Attempts + 1} tries: {outcome.Answer.Reason}");
        return Leave(s, webhook, delivery);
    }

    /// <summary>Nothing was sent, since the webhook is not for it any more. It ends as one given up, but nobody is told: a person wanted it so.</summary>
    /// <returns>when the next of its document is due; null if none waited behind it</returns>
    public static DateTimeOffset? LeftOut(Session s, Webhook webhook, DueDelivery delivery, DateTimeOffset now)
    {
        var reason = $"Not sent: the webhook is not for {(delivery.Message.DocType.Length == 0 ? "events" : delivery.Message.DocType)} of site {delivery.Message.Site} any more.";
        Attempt(s, webhook, delivery, "left out", new Answer(null, reason, null, TimeSpan.Zero), now);
        return s.Execute(
            "UPDATE delivery SET state = 4, done_at = $3, subject = $4 WHERE event = $1 AND webhook = $2 AND state IN (0, 2, 3)", delivery.Event, webhook.Number, now, delivery.Subject) == 0
            ? null
            : Leave(s, webhook, delivery);
    }

    /// <returns>when the next of its document is due; null if none waited behind it</returns>
    private static DateTimeOffset? Leave(Session s, Webhook webhook, DueDelivery delivery)
    {
        if (delivery.Fresh)
        {
            return null;
        }

        s.Execute("UPDATE replay SET failed = failed + 1 WHERE number = (SELECT replay FROM delivery WHERE event = $1 AND webhook = $2)", delivery.Event, webhook.Number);
        return DeliveryRows.Promote(s, webhook.Number, delivery.Subject);
    }

    /// <summary>Fresh ones behind one that failed, in order. If that is done with by now, the first of them may go.</summary>
    public static void Park(Session s, Webhook webhook, IReadOnlyList<DueDelivery> deliveries, DateTimeOffset at)
    {
        foreach (var delivery in deliveries)
        {
            DeliveryRows.Park(s, webhook.Number, delivery.Event, delivery.Subject, at);
        }
    }

    /// <summary>The system will not send any more until a person says so.</summary>
    public static void Held(Session s, Webhook webhook, string reason, DateTimeOffset now)
    {
        s.Execute("UPDATE webhook SET state = 'Held', reason = $2 WHERE number = $1", webhook.Number, reason);
        Announcements.Write(s, now, AnnouncementKind.WebhookHeld, webhook.Id, webhook.Name, null, reason);
    }

    public static void Progress(Session s, Webhook webhook, int failures, DateTimeOffset? failingSince, DateTimeOffset? pausedUntil, string? lastFailure) => s.Execute(
        "UPDATE webhook_progress SET failures = $2, failing_since = $3, paused_until = $4, last_failure = $5 WHERE webhook = $1",
        webhook.Number,
        failures,
        failingSince,
        pausedUntil,
        lastFailure);

    /// <summary>One more try, of one that is still in line. What is done with stays done with, whatever a late outcome says: else the next of its document would overtake it.</summary>
    /// <returns>false if it is done with</returns>
    private static bool Tried(Session s, Webhook webhook, DueDelivery delivery, int step, Answer answer, DateTimeOffset began) => s.Execute(
        "UPDATE delivery SET attempts = $3, step = $4, status = $5, took = $6, first_at = coalesce(first_at, $7) WHERE event = $1 AND webhook = $2 AND state IN (0, 2, 3)",
        delivery.Event,
        webhook.Number,
        delivery.Attempts + 1,
        step,
        answer.Status,
        (long)answer.Took.TotalMicroseconds,
        began) == 1;

    private static void Attempt(Session s, Webhook webhook, DueDelivery delivery, string outcome, Answer answer, DateTimeOffset began)
    {
        ExchangeRows.Write(s, webhook, delivery, answer);
        s.Execute(
            "INSERT INTO attempt (event, webhook, at, took, outcome, status, reason, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            delivery.Event,
            webhook.Number,
            began,
            (long)answer.Took.TotalMicroseconds,
            outcome,
            answer.Status,
            answer.Reason,
            answer.Text);
    }

    internal static string Name(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Delivered { AlreadyThere: true } => "already there",
        SendOutcome.Delivered => "delivered",
        SendOutcome.RetryAt => "retry at",
        SendOutcome.Throttled => "throttled",
        SendOutcome.Gone => "gone",
        SendOutcome.NotComposed => "not composed",
        _ => "refused",
    };
}
