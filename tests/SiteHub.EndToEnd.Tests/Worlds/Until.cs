using System.Diagnostics;
using System.Net.Sockets;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>Waits for something to become true, and fails with what was seen last.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task Holds(Action assertion, double seconds = 30) =>
        Holds(
            () =>
            {
                assertion();
                return Task.CompletedTask;
            },
            seconds);

    public static async Task Holds(Func<Task> assertion, double seconds = 30)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Exception e) when (IsOfTheMoment(e) && Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>What a role that is down, starting or stopping looks like from outside.</summary>
    public static bool IsNoAnswer(Exception e) => e is HttpRequestException or IOException or SocketException or TaskCanceledException;

    private static bool IsOfTheMoment(Exception e) => e is ShouldAssertException or Microsoft.Data.Sqlite.SqliteException || IsNoAnswer(e);
}
