using System.Diagnostics;

namespace SiteHub.Agent.Tests;

internal static class Eventually
{
    /// <summary>Waits for what another thread is about to do; long enough for a machine with much else to do.</summary>
    public static Task True(Func<bool> condition) => True(() => Task.FromResult(condition()));

    public static async Task True(Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(10);
        }
    }
}
