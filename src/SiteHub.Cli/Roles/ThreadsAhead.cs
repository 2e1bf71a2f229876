namespace SiteHub.Cli.Roles;

/// <summary>
/// Makes the threads that requests run on while there are handles. The runtime needs a few of them for each thread that it makes, and ends the process where it has none;
/// the pool keeps these for good (<c>ThreadsToKeepAlive</c> in the project file), so that a role that is short of handles for a while goes on with what it has.
/// </summary>
internal static class ThreadsAhead
{
    /// <summary>As in the project file.</summary>
    private const int Kept = 32;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static void Make()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Kept), ports);
        var together = new CountdownEvent(Kept);
        for (var thread = 0; thread < Kept; thread++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static all =>
                {
                    all.Signal();
                    all.Wait(Longest);
                },
                together,
                preferLocal: false);
        }

        together.Wait(Longest);
    }
}
