namespace SiteHub.Agent.Actions;

/// <summary>One worker at a time for each key. Whoever comes meanwhile leaves word, so that the worker looks once more before it ends.</summary>
internal sealed class Turns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _taken = new(StringComparer.Ordinal);

    /// <returns>false: somebody has the turn, and will look again</returns>
    public bool TryTake(string key)
    {
        lock (_lock)
        {
            if (_taken.ContainsKey(key))
            {
                _taken[key] = true;
                return false;
            }

            _taken[key] = false;
            return true;
        }
    }

    /// <returns>false: somebody left word; look again</returns>
    public bool TryEnd(string key)
    {
        lock (_lock)
        {
            if (_taken[key])
            {
                _taken[key] = false;
                return false;
            }

            return _taken.Remove(key);
        }
    }

    public void Drop(string key)
    {
        lock (_lock)
        {
            _taken.Remove(key);
        }
    }
}
