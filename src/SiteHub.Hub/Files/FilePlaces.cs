namespace SiteHub.Hub.Files;

/// <summary>How many files are under way at once: one member takes no more than a few places of a site's, and one slow site no more than its own.</summary>
internal sealed class FilePlaces
{
    public const int OfPerson = 3;
    public const int OfSite = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <returns>null: there is none left</returns>
    public Place? Take(string person, string site)
    {
        var (mine, theirs) = ($"person {person}", $"site {site}");
        lock (_lock)
        {
            if (_taken.GetValueOrDefault(mine) >= OfPerson || _taken.GetValueOrDefault(theirs) >= OfSite)
            {
                return null;
            }

            _taken[mine] = _taken.GetValueOrDefault(mine) + 1;
            _taken[theirs] = _taken.GetValueOrDefault(theirs) + 1;
            return new Place(this, mine, theirs);
        }
    }

    private void Leave(string key)
    {
        if (--_taken[key] == 0)
        {
            _taken.Remove(key);
        }
    }

    /// <summary>One file's.</summary>
    internal sealed class Place(FilePlaces places, string mine, string theirs) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            lock (places._lock)
            {
                if (!_left)
                {
                    _left = true;
                    places.Leave(mine);
                    places.Leave(theirs);
                }
            }
        }
    }
}
