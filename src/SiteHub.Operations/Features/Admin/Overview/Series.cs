using System.Diagnostics.Metrics;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Delivery.Workers;

namespace SiteHub.Operations.Features.Admin.Overview;

/// <summary>
/// The last hour of the role's own instruments, for the charts of the console: kept in memory, since the start. What is to be kept for longer is
/// taken by whatever scrapes the metrics.
/// </summary>
internal sealed class Series(IMeterFactory meters, Database database, WorkerSet workers, TimeProvider time) : TimedWorker(workers)
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private const int Kept = 720;

    /// <summary>More than anybody reads off a chart, and counting it would cost more than it tells.</summary>
    private const int MostCounted = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = new(Kept);
    private Gathered _now = new();

    public IReadOnlyList<Sample> Samples
    {
        get
        {
            lock (_lock)
            {
                return [.. _samples];
            }
        }
    }

    public override string Name => "charts";

    protected override TimeSpan Every => Step;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            // Other roles, and other tests, run in the same process.
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name is LinkMetrics.MeterName or WebhookMetrics.MeterName && !instrument.IsObservable)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Take(instrument.Name, value));
        listener.Start();
        await base.ExecuteAsync(stoppingToken);
    }

    protected override Task TurnAsync(CancellationToken stopping)
    {
        Keep();
        return Task.CompletedTask;
    }

    private void Take(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var now = Volatile.Read(ref _now);
        switch (instrument)
        {
            case "sitehub.webhook.attempts":
                Interlocked.Add(ref Outcome(tags) is "delivered" ? ref now.Delivered : ref now.Failed, value);
                break;
            case "sitehub.link.batch.size":
                Interlocked.Add(ref now.Sent, value);
                break;
            case "sitehub.link.received":
                Interlocked.Add(ref now.Received, value);
                break;
        }
    }

    private void Take(string instrument, double value)
    {
        var now = Volatile.Read(ref _now);
        if (instrument is "sitehub.webhook.duration")
        {
            now.Durations.Add(value);
        }
        else if (instrument is "sitehub.link.delay")
        {
            now.Delays.Add(value);
        }
    }

    private static string? Outcome(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key == "outcome")
            {
                return value as string;
            }
        }

        return null;
    }

    private void Keep()
    {
        var gathered = Interlocked.Exchange(ref _now, new Gathered());
        long backlog;
        try
        {
            backlog = database.Read(static s =>
                (s.Long("SELECT sum(out_seq - acked_seq) FROM link WHERE state <> 'closed'") ?? 0)
                + (s.Long("SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state IN (2, 3) LIMIT $1)", MostCounted) ?? 0)
                + s.Many("SELECT webhook, cursor FROM webhook_progress", static r => (Webhook: r.Long(0), Cursor: r.Long(1)))
                    .Sum(w => s.Long("SELECT count(*) FROM (SELECT webhook, state FROM delivery WHERE event > $2 LIMIT $3) WHERE webhook = $1 AND state = 0", w.Webhook, w.Cursor, MostCounted) ?? 0));
        }
        catch (Exception e) when (e is DatabaseUnavailableException or Microsoft.Data.Sqlite.SqliteException or ObjectDisposedException)
        {
            // The chart has a gap there.
            backlog = -1;
        }

        var seconds = Step.TotalSeconds;
        var sample = new Sample(
            time.GetUtcNow(),
            gathered.Delivered / seconds,
            gathered.Failed / seconds,
            gathered.Sent / seconds,
            gathered.Received / seconds,
            gathered.Durations.Percentile95() * 1000,
            gathered.Delays.Percentile95() * 1000,
            backlog < 0 ? null : backlog);
        lock (_lock)
        {
            if (_samples.Count == Kept)
            {
                _samples.Dequeue();
            }

            _samples.Enqueue(sample);
        }
    }

    private sealed class Gathered
    {
        public long Delivered;
        public long Failed;
        public long Sent;
        public long Received;

        public Buckets Durations { get; } = new();

        public Buckets Delays { get; } = new();
    }
}

/// <param name="At">its end</param>
/// <param name="Delivered">webhook tries that were taken, a second</param>
/// <param name="Failed">and those that were not</param>
/// <param name="Sent">entries over links, a second</param>
/// <param name="Received">entries, a second</param>
/// <param name="Duration">of a webhook's try, p95 in ms; null if there was none</param>
/// <param name="Delay">from the peer's save to the commit here, p95 in ms</param>
/// <param name="Backlog">entries and deliveries that wait; null if the database did not say</param>
internal sealed record Sample(DateTimeOffset At, double Delivered, double Failed, double Sent, double Received, double? Duration, double? Delay, long? Backlog);
