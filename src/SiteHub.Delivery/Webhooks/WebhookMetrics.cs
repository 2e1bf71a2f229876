using System.Diagnostics.Metrics;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tail;

namespace SiteHub.Delivery.Webhooks;

/// <summary>The webhooks' instruments, meter <c>SiteHub.Webhooks</c>. Gauges read the rows when somebody looks, and cost nothing otherwise.</summary>
public sealed class WebhookMetrics
{
    public const string MeterName = "SiteHub.Webhooks";

    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;

    private readonly LiveTail _tail;

    public WebhookMetrics(IMeterFactory meters, Database database, WebhookRegistry registry, LiveTail tail, TimeProvider time)
    {
        _tail = tail;
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _attempts = meter.CreateCounter<long>("sitehub.webhook.attempts", "{attempt}", "HTTP tries by outcome");
        _duration = meter.CreateHistogram<double>("sitehub.webhook.duration", "s", "From sending to the end of the answer");
        meter.CreateObservableGauge(
            "sitehub.webhook.waiting", () => Count(database, registry, "SELECT count(*) FROM delivery WHERE webhook = $1 AND state IN (2, 3)"), "{delivery}", "Deliveries that failed, and those behind them");
        meter.CreateObservableGauge(
            "sitehub.webhook.dead", () => Count(database, registry, "SELECT count(*) FROM delivery WHERE webhook = $1 AND state IN (4, 5) AND state = 4"), "{delivery}", "Dead deliveries: tried to the end of the schedule");
        meter.CreateObservableGauge("sitehub.webhook.failing", () => Failing(database, registry, time), "s", "For how long nothing but failures came back");
    }

    internal void Tried(Webhook webhook, DueDelivery delivery, SendOutcome outcome, DateTimeOffset now)
    {
        _attempts.Add(1, new("webhook", webhook.Name), new("outcome", OutcomeRows.Name(outcome)));
        _duration.Record(outcome.Answer.Took.TotalSeconds, new KeyValuePair<string, object?>("webhook", webhook.Name));
        if (_tail.IsHeard)
        {
            var good = outcome is SendOutcome.Delivered;
            _tail.Put(new TailLine(
                now,
                TailKind.Delivery,
                webhook.Name,
                delivery.Message.DocType.Length > 0 ? $"{delivery.Message.DocType} {delivery.Message.Name}" : string.Join(' ', delivery.Message.Types),
                good,
                outcome.Answer.Status,
                outcome.Answer.Took,
                good ? null : outcome.Answer.Reason,
                DeliveryId.Of(webhook.Number, delivery.Message.Id),
                delivery.Message.Site));
        }
    }

    private static List<Measurement<long>> Count(Database database, WebhookRegistry registry, string sql) => database.Read(s => registry.Set.All
        .Select(w => new Measurement<long>(s.Long(sql, w.Number) ?? 0, new KeyValuePair<string, object?>("webhook", w.Name))).ToList());

    private static List<Measurement<double>> Failing(Database database, WebhookRegistry registry, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return database.Read(s => registry.Set.All.Select(w => new Measurement<double>(
            WebhookProgress.Of(s, w.Number)?.FailingSince is { } since ? (now - since).TotalSeconds : 0, new KeyValuePair<string, object?>("webhook", w.Name))).ToList());
    }
}
