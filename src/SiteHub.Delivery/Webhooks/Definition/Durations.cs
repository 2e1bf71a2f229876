using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Lengths of time as people write them: <c>5s</c>, <c>2m</c>, <c>10h</c>, <c>3d</c>, <c>250ms</c>; a bare number is seconds.</summary>
public static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>A hundred years: with more, a time before or after now would be beyond the calendar.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var trimmed = text?.Trim() ?? "";
        foreach (var (unit, seconds) in Units)
        {
            if (trimmed.EndsWith(unit, StringComparison.Ordinal) && Number(trimmed[..^unit.Length], seconds, out duration))
            {
                return true;
            }
        }

        return Number(trimmed, 1, out duration);
    }

    /// <summary>In the largest unit that leaves no fraction.</summary>
    public static string Write(TimeSpan duration)
    {
        foreach (var (unit, seconds) in Units.Reverse())
        {
            var count = duration.TotalMilliseconds / (seconds * 1000);
            if (count == Math.Truncate(count) && count != 0)
            {
                return count.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return duration == TimeSpan.Zero ? "0s" : duration.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s";
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "what is not finite is longer than the longest, or no length")]
    private static bool Number(string text, double seconds, out TimeSpan duration)
    {
        var isLength = double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * seconds <= Longest.TotalSeconds;
        duration = isLength ? TimeSpan.FromSeconds(count * seconds) : default;
        return isLength;
    }
}
