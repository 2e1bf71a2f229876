using SiteHub.Testing.Frappe;

namespace SiteHub.Benchmarks.Erp;

/// <summary>How long the recorded ERPNext took, for each the first time: see docs/erpnext.md for its versions, and for how long another took that was warm.</summary>
internal static class RecordedPace
{
    public static readonly TimeSpan Map = TimeSpan.FromMilliseconds(1_373);
    public static readonly TimeSpan Insert = TimeSpan.FromMilliseconds(1_743);

    /// <summary>Webhooks stood in the idle queue for 0.1 to 0.5 s.</summary>
    private static readonly TimeSpan Queue = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Read = TimeSpan.FromMilliseconds(32);

    /// <summary>A page of 500 whole rows took 161 ms.</summary>
    private const double MillisecondsPerKilobyte = 0.43;

    public static void Set(StandInFaults site)
    {
        site.HintsAfter = Queue;
        site.Pace = static (method, path, length) => path switch
        {
            _ when path.Contains("make_sales_order", StringComparison.Ordinal) => Map,
            _ when path.Contains("frappe.client.insert", StringComparison.Ordinal) => Insert,
            _ when path.Contains("/Sales%20Order", StringComparison.Ordinal) && method == "PUT" => TimeSpan.FromMilliseconds(1_491),
            _ => Of(length),
        };
    }

    /// <summary>Of an answer that was read, by its length.</summary>
    public static TimeSpan Of(int length) => Read + TimeSpan.FromMilliseconds(length / 1_000.0 * MillisecondsPerKilobyte);
}
