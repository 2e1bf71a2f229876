namespace SiteHub.Delivery.Links;

/// <summary>How long to wait after failures in a row; with chance in it, so that a hundred links do not come back at once.</summary>
internal static class Backoff
{
    /// <summary>From here on the circuit is open: nothing but one cheap greeting at a time is tried.</summary>
    public const int OpenAfter = 5;

    /// <summary>1, 2, 4, 8 s, ±20 %; then a greeting as often as <see cref="Probe"/> says.</summary>
    public static TimeSpan After(int failures) =>
        failures < OpenAfter ? TimeSpan.FromSeconds(Math.Pow(2, Math.Max(failures - 1, 0)) * (0.8 + (0.4 * Random.Shared.NextDouble()))) : Probe();

    /// <summary>5 to 10 s: a greeting costs next to nothing, and what was away is to be found within seconds of its return.</summary>
    public static TimeSpan Probe() => TimeSpan.FromSeconds(5 + (5 * Random.Shared.NextDouble()));
}
