using System.Globalization;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Tries;

/// <summary>The answer to whoever showed too much that was wrong: what they show now is not looked at.</summary>
public static class TooManyTries
{
    public static Problem Answer(HttpContext http, TimeSpan wait, string why)
    {
        Mark(http, wait);
        return new Problem(StatusCodes.Status429TooManyRequests, "too-many-tries", $"{why} Nothing is looked at for a while; correct what is wrong, and try again as Retry-After says.");
    }

    public static void Mark(HttpContext http, TimeSpan wait)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
