using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SiteHub.Protocol;

/// <summary>The header <c>Retry-After</c> (RFC 9110, section 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>Where a peer asks for more than that it is a mistake, and the sum with a clock could overflow.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>The three forms of RFC 9110, section 5.6.7; a sender writes only the first.</summary>
    private static readonly string[] Dates = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>How long to wait, in whole seconds, rounded up: never sooner than asked.</summary>
    /// <param name="header">seconds, of which fractions are seen in the wild, or an HTTP date</param>
    /// <param name="now">from when a date is counted; one that has passed means zero</param>
    /// <returns>from zero to <see cref="Longest"/>; null if there is no header or it is neither form</returns>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "begins with a digit, and has a longest")]
    public static TimeSpan? Parse(string? header, DateTimeOffset now)
    {
        var text = header.AsSpan().Trim();
        if (text.IsEmpty)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && char.IsAsciiDigit(text[0]))
        {
            return Bounded(seconds);
        }

        return DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var date)
            ? Bounded((date - now).TotalSeconds)
            : null;
    }

    private static TimeSpan Bounded(double seconds) => TimeSpan.FromSeconds((long)Math.Clamp(Math.Ceiling(seconds), 0, Longest.TotalSeconds));
}
