using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Once a webhook was changed, the events at which its condition threw are asked again: those that it holds for are sent, at their documents' places.</summary>
internal sealed class Reevaluation(Webhook webhook, Database database, TimeProvider time)
{
    private const int Page = 50;

    /// <summary>Whether there are such events, and the condition has not thrown since the change.</summary>
    public bool IsNeeded() => database.Read(s => s.Long(
        """
        SELECT 1 FROM webhook_progress p WHERE p.webhook = $1 AND p.condition_fault IS NULL
        AND EXISTS (SELECT 1 FROM delivery WHERE webhook = $1 AND state IN (4, 5) AND state = 5)
        """,
        webhook.Number)) is not null;

    public async Task RunAsync()
    {
        var after = 0L;
        while (database.Read(s => Read(s, after)) is { Count: > 0 } kept)
        {
            var outcomes = kept.Select(k => (k.Number, Outcome: Test(webhook.Compiled, k.Message))).ToList();
            var now = time.GetUtcNow();
            await database.Writer.Write(s =>
            {
                foreach (var (number, outcome) in outcomes)
                {
                    Settle(s, number, outcome, now);
                }

                s.AfterCommit(webhook.Signal.RaiseReload);
            });
            after = kept[^1].Number;
        }
    }

    /// <summary>What the webhook is not for any more is as what its condition does not hold for.</summary>
    private static ScriptOutcome<bool> Test(CompiledWebhook compiled, WebhookEvent message) =>
        compiled.Definition.IsFor(message.DocType, message.Site) ? compiled.Test(message) : new ScriptOutcome<bool>.Value(false);

    private void Settle(Session s, long number, ScriptOutcome<bool> outcome, DateTimeOffset now)
    {
        switch (outcome)
        {
            case ScriptOutcome<bool>.Failed { Reason: var reason }:
                ConditionFault.Tell(s, webhook, reason, now);
                break;
            case ScriptOutcome<bool>.Value { Result: true }:
                Rearming.Rearm(s, webhook, number, replay: null, now);
                if (Rearming.LastDelivered(s, webhook, number) is { } last)
                {
                    Rearming.Rearm(s, webhook, last.Event, replay: null, now);
                }

                break;
            default:
                s.Execute("DELETE FROM attempt WHERE event = $1 AND webhook = $2", number, webhook.Number);
                s.Execute("DELETE FROM delivery WHERE event = $1 AND webhook = $2", number, webhook.Number);
                break;
        }
    }

    private List<(long Number, WebhookEvent Message)> Read(Session s, long after) => s.Many(
        $"""
        SELECT e.number, {EventRows.Columns} FROM delivery d CROSS JOIN webhook_event e ON e.number = d.event
        WHERE d.webhook = $1 AND d.state IN (4, 5) AND d.state = 5 AND d.event > $2 ORDER BY d.event LIMIT $3
        """,
        static r => (r.Long(0), EventRows.Map(r, 1)),
        webhook.Number,
        after,
        Page);
}
