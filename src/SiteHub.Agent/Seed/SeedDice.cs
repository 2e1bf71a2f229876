namespace SiteHub.Agent.Seed;

/// <summary>Numbers that look random and are the same for the same text on every machine and runtime (FNV-1a, then SplitMix64).</summary>
internal sealed class SeedDice
{
    private ulong _state = 14695981039346656037;

    public SeedDice(string text)
    {
        foreach (var character in text)
        {
            _state = (_state ^ character) * 1099511628211;
        }
    }

    /// <summary>From 0 to below the bound.</summary>
    public int Below(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];
}
