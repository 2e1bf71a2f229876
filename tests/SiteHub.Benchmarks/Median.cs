namespace SiteHub.Benchmarks;

internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <param name="sorted">ascending</param>
    /// <param name="share">from 0 to 1</param>
    public static double Percentile(ReadOnlySpan<double> sorted, double share) =>
        sorted.IsEmpty ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
