using System.Diagnostics.Metrics;
using System.Globalization;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tail;

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

    private readonly Histogram<double> _delay;
    private readonly LiveTail _tail;
    private readonly TimeProvider _time;

    public LinkMetrics(IMeterFactory meters, Database database, LiveTail tail, TimeProvider time)
    {
        _tail = tail;
        _time = time;
        var meter = meters.Create(MeterName);
        _attempts = meter.CreateCounter<long>("sitehub.link.attempts", "{attempt}", "HTTP tries by outcome");
        _batchSize = meter.CreateHistogram<int>("sitehub.link.batch.size", "{entry}", "Entries a batch that was accepted");
        _latency = meter.CreateHistogram<double>("sitehub.link.batch.duration", "s", "From sending a batch to its answer");
        _received = meter.CreateCounter<long>("sitehub.link.received", "{entry}", "Entries received, by what became of them");
        _delay = meter.CreateHistogram<double>("sitehub.link.delay", "s", "From an entry's writing at the peer to its commit here, of each batch's first");
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
        if (_tail.IsHeard)
        {
            _tail.Put(new TailLine(_time.GetUtcNow(), TailKind.Sent, link, Entries(entries), true, null, took, null, null, link));
        }
    }

    /// <param name="link">the link</param>
    /// <param name="written">when the peer wrote the first of them</param>
    /// <param name="applied">entries</param>
    /// <param name="known">entries</param>
    /// <param name="rejected">entries</param>
    internal void Received(string link, DateTimeOffset written, int applied, int known, int rejected)
    {
        var now = _time.GetUtcNow();
        _delay.Record(Math.Max(0, (now - written).TotalSeconds), new KeyValuePair<string, object?>("link", link));
        if (_tail.IsHeard)
        {
            _tail.Put(new TailLine(now, TailKind.Received, link, Entries(applied + known + rejected), rejected == 0, null, now - written, rejected == 0 ? null : $"{rejected} rejected", null, link));
        }

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

    private static string Entries(int entries) => entries == 1 ? "1 entry" : string.Create(CultureInfo.InvariantCulture, $"{entries} entries");

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
