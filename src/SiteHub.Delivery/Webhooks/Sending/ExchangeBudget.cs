using System.Collections.Concurrent;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// How many of the exchanges that went well are kept: some of each webhook, as a person looks at them. Thousands a second would cost more than their deliveries, and nobody reads them.
/// What failed is kept always.
/// </summary>
internal sealed class ExchangeBudget(TimeProvider time)
{
    private const double ASecond = 10;
    private const double AtOnce = 50;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public bool Take(string webhook) => _buckets.GetOrAdd(webhook, static (_, time) => new Bucket(time.GetTimestamp()), time).Take(time);

    private sealed class Bucket(long began)
    {
        private double _left = AtOnce;
        private long _at = began;

        public bool Take(TimeProvider time)
        {
            lock (this)
            {
                var now = time.GetTimestamp();
                _left = Math.Min(AtOnce, _left + (time.GetElapsedTime(_at, now).TotalSeconds * ASecond));
                _at = now;
                if (_left < 1)
                {
                    return false;
                }

                _left--;
                return true;
            }
        }
    }
}
