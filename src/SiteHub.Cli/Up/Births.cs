using System.Collections.Concurrent;
using System.Diagnostics;

namespace SiteHub.Cli.Up;

/// <summary>Starts roles on one thread that never ends: the system takes a process for orphaned when the *thread* that began it is gone, and those of the pool come and go.</summary>
internal static class Births
{
    private static readonly BlockingCollection<Action> Waiting = [];

    static Births() => new Thread(static () =>
    {
        foreach (var begin in Waiting.GetConsumingEnumerable())
        {
            begin();
        }
    })
    { IsBackground = true, Name = "starts roles" }.Start();

    public static Process Start(ProcessStartInfo start)
    {
        var born = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting.Add(() =>
        {
            try
            {
                born.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                born.SetException(e);
            }
        });
        return born.Task.GetAwaiter().GetResult();
    }
}
