using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>
/// How large a batch may be, by how many links send at this moment. A hundred sites that catch up at once would otherwise hold a
/// hundred full batches in memory at each end; nobody waits for anybody, the batches only become smaller.
/// </summary>
internal sealed class BatchBudget
{
    private const int Together = 8 * LinkLimits.MaxBytes;

    private const int Least = 64 * 1024;

    private int _inFlight;

    public Share Take()
    {
        var links = Interlocked.Increment(ref _inFlight);
        return new Share(this, Math.Clamp(Together / links, Least, LinkLimits.MaxBytes));
    }

    /// <param name="budget">where it is given back</param>
    /// <param name="bytes">the largest body that this link may compose now</param>
    public readonly struct Share(BatchBudget budget, int bytes) : IDisposable
    {
        public int Bytes => bytes;

        public void Dispose() => Interlocked.Decrement(ref budget._inFlight);
    }
}
