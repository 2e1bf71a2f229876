namespace SiteHub.Delivery.Links;

/// <summary>How long to wait after failures in a row: 1 s, doubling to 60 s, ±20 % so that a hundred links do not come back at once.</summary>
internal static class Backoff
{
    /// <summary>From here on the circuit is open: nothing but one cheap greeting at a time is tried.</summary>
    public const int OpenAfter = 5;

    public static TimeSpan After(int failures)
    {
        var seconds = Math.Min(60, Math.Pow(2, Math.Clamp(failures - 1, 0, 6)));
        return TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
    }
}
