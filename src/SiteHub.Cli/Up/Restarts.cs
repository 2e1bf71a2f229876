namespace SiteHub.Cli.Up;

/// <summary>A role that was killed once is started again; one that ends three times within a minute has a reason that starting will not remove.</summary>
internal sealed class Restarts(TimeProvider time)
{
    private const int Most = 3;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Queue<DateTimeOffset>> _ends = [];

    public bool May(string role)
    {
        var now = time.GetUtcNow();
        var ends = _ends.TryGetValue(role, out var known) ? known : _ends[role] = new Queue<DateTimeOffset>();
        while (ends.Count > 0 && now - ends.Peek() > Within)
        {
            ends.Dequeue();
        }

        ends.Enqueue(now);
        return ends.Count < Most;
    }
}
