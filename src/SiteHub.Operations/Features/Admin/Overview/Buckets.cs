namespace SiteHub.Operations.Features.Admin.Overview;

/// <summary>Lengths of time counted by size, sixteen sizes to an order of magnitude: a percentile of thousands without keeping them.</summary>
internal sealed class Buckets
{
    private const double Smallest = 0.0001;
    private const int ADecade = 16;

    private readonly int[] _counts = new int[ADecade * 8];

    public void Add(double seconds)
    {
        var bucket = seconds <= Smallest ? 0 : (int)Math.Ceiling(Math.Log10(seconds / Smallest) * ADecade);
        Interlocked.Increment(ref _counts[Math.Clamp(bucket, 0, _counts.Length - 1)]);
    }

    /// <returns>in seconds, to a seventh exact; null if there are none</returns>
    public double? Percentile95()
    {
        long all = _counts.Sum();
        if (all == 0)
        {
            return null;
        }

        var reached = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            reached += _counts[bucket];
            if (reached >= 0.95 * all)
            {
                return Smallest * Math.Pow(10, (double)bucket / ADecade);
            }
        }

        return null;
    }
}
