using Microsoft.Extensions.Time.Testing;

namespace SiteHub.Hub.Tests.Customers;

internal static class PassingTime
{
    /// <summary>Lets whoever is about to wait begin to, then turns the clock.</summary>
    public static async Task Pass(this FakeTimeProvider time, TimeSpan span)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        time.Advance(span);
    }
}
