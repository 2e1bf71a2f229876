namespace SiteHub.Cli.Up;

/// <summary>A role that ended is started again: at once the first time, then after pauses that grow, for what ends it may take its time to go away.</summary>
internal sealed class Restarts(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Whoever ran for so long ended for a new reason.</summary>
    private static readonly TimeSpan WellAfter = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, (int Ends, DateTimeOffset Again)> _roles = [];

    /// <summary>The role has ended just now.</summary>
    /// <returns>how long it is waited before it is started again</returns>
    public TimeSpan Pause(string role)
    {
        var now = time.GetUtcNow();
        var ends = _roles.TryGetValue(role, out var known) && now - known.Again < WellAfter ? known.Ends : 0;
        var pause = ends == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(ends, 10) - 1), Longest.TotalSeconds));
        _roles[role] = (ends + 1, now + pause);
        return pause;
    }
}
