using System.Diagnostics.Metrics;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Links;

/// <summary>The links' instruments, meter <c>SiteHub.Links</c>. Gauges read the rows when somebody looks, and cost nothing otherwise.</summary>
public sealed class LinkMetrics
{
    public const string MeterName = "SiteHub.Links";

    private readonly Counter<long> _attempts;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _received;
    private readonly Counter<long> _epochs;

    public LinkMetrics(IMeterFactory meters, Database database, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        _attempts = meter.CreateCounter<long>("sitehub.link.attempts", "{attempt}", "HTTP tries by outcome");
        _batchSize = meter.CreateHistogram<int>("sitehub.link.batch.size", "{entry}", "Entries a batch that was accepted");
        _latency = meter.CreateHistogram<double>("sitehub.link.batch.duration", "s", "From sending a batch to its answer");
        _received = meter.CreateCounter<long>("sitehub.link.received", "{entry}", "Entries received, by what became of them");
        _epochs = meter.CreateCounter<long>("sitehub.link.out_of_step", "{batch}", "Batches received that did not follow the last applied entry");
        meter.CreateObservableGauge("sitehub.link.depth", () => Observe(database, s => s.Head.Seq - s.Acked.Seq), "{entry}", "Entries that the peer has not confirmed");
        meter.CreateObservableGauge("sitehub.link.oldest", () => Oldest(database, time), "s", "Age of the oldest entry that the peer has not confirmed");
    }

    internal void Attempted(string link, LinkReply reply) => _attempts.Add(1, new("link", link), new("outcome", reply.GetType().Name));

    internal void Sent(string link, int entries, TimeSpan took)
    {
        var tag = new KeyValuePair<string, object?>("link", link);
        _batchSize.Record(entries, tag);
        _latency.Record(took.TotalSeconds, tag);
    }

    internal void Received(string link, int applied, int known, int rejected)
    {
        Count("applied", applied);
        Count("known", known);
        Count("rejected", rejected);

        void Count(string outcome, int count)
        {
            if (count > 0)
            {
                _received.Add(count, new("link", link), new("outcome", outcome));
            }
        }
    }

    internal void OutOfStep(string link) => _epochs.Add(1, new KeyValuePair<string, object?>("link", link));

    private static IEnumerable<Measurement<long>> Observe(Database database, Func<LinkState, long> value) =>
        database.Read(LinkState.All).Select(s => new Measurement<long>(value(s), new KeyValuePair<string, object?>("link", s.Name)));

    private static IEnumerable<Measurement<double>> Oldest(Database database, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return database.Read(s => LinkState.All(s).Select(l => (l.Name, At: LinkStatus.OldestAt(s, l))).ToList())
            .Select(l => new Measurement<double>(l.At is { } at ? (now - at).TotalSeconds : 0, new KeyValuePair<string, object?>("link", l.Name)));
    }
}
