using System.Collections.Concurrent;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Naming;

/// <summary>
/// Counts each series in memory, ahead of the table: numbers are given out before the writer is entered, and the table follows in the
/// transaction that stores the documents. A number whose save failed stays unused; none is ever given out twice, for the table is
/// never ahead of what was stored and is read only at the first use of a prefix.
/// </summary>
public sealed class SeriesCounters(Database database)
{
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <exception cref="DatabaseUnavailableException">the counter could not be read</exception>
    internal SeriesNumber Next(string prefix) => new(prefix, Interlocked.Increment(ref Of(prefix).Current));

    /// <summary>A number was given by hand: the series goes on after it.</summary>
    internal SeriesNumber Raise(string prefix, long number)
    {
        var counter = Of(prefix);
        long current;
        do
        {
            current = Interlocked.Read(ref counter.Current);
        }
        while (current < number && Interlocked.CompareExchange(ref counter.Current, number, current) != current);
        return new SeriesNumber(prefix, number);
    }

    /// <summary>Takes a number back that was not used, so that a refused document leaves no hole; not if others came meanwhile.</summary>
    internal void GiveBack(SeriesNumber number) => Interlocked.CompareExchange(ref Of(number.Prefix).Current, number.Number - 1, number.Number);

    internal void GiveBack(IReadOnlyList<SeriesNumber> numbers)
    {
        for (var i = numbers.Count - 1; i >= 0; i--)
        {
            GiveBack(numbers[i]);
        }
    }

    /// <summary>Runs in the writer, with what uses the number.</summary>
    internal static void Keep(Session session, SeriesNumber number) => session.Execute(
        "INSERT INTO naming_series (prefix, current) VALUES ($1, $2) ON CONFLICT (prefix) DO UPDATE SET current = max(current, excluded.current)",
        number.Prefix,
        number.Number);

    private Counter Of(string prefix) =>
        _counters.TryGetValue(prefix, out var known) ? known : _counters.GetOrAdd(prefix, new Counter { Current = Stored(prefix) });

    private long Stored(string prefix) =>
        database.Read(session => session.Long("SELECT current FROM naming_series WHERE prefix = $1", prefix)) ?? 0;

    private sealed class Counter
    {
        public long Current;
    }
}
