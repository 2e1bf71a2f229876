namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// How many at a time a receiver gets that said it was too much (429, 502, 503, 504): half as many and a pause, then one more with each round
/// of successes.
/// </summary>
internal sealed class Throttle
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private double _allowed = double.MaxValue;
    private int _inARow;

    /// <summary>Nothing is sent before.</summary>
    public DateTimeOffset Until { get; private set; }

    public int Allowed(int concurrency) => (int)Math.Clamp(_allowed, 1, concurrency);

    /// <param name="concurrency">the webhook's own limit</param>
    /// <param name="now">when</param>
    /// <param name="pause">false where the receiver said itself how long</param>
    public void Slow(int concurrency, DateTimeOffset now, bool pause)
    {
        _allowed = Math.Max(1, Math.Min(_allowed, concurrency) / 2);
        if (!pause)
        {
            return;
        }

        var length = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_inARow++, 6)));
        Until = now + RetrySchedule.Jittered(length < LongestPause ? length : LongestPause);
    }

    /// <summary>A person says so: at once.</summary>
    public void Forget() => Until = default;

    public void Succeeded()
    {
        _inARow = 0;
        _allowed = Math.Min(double.MaxValue, _allowed + (1 / _allowed));
    }
}
