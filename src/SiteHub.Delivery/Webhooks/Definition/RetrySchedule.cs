namespace SiteHub.Delivery.Webhooks;

/// <summary>When a delivery that failed is tried again.</summary>
public static class RetrySchedule
{
    /// <summary>77 hours in all.</summary>
    public static IReadOnlyList<TimeSpan> Default { get; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
        TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>±20 %: what failed together need not come back together.</summary>
    internal static TimeSpan Jittered(TimeSpan wait) => wait * (0.8 + (0.4 * Random.Shared.NextDouble()));
}
