using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Linking;

/// <summary>Which documents exist, remembered: the same few customers and items are pointed at again and again.</summary>
public sealed class LinkTargets(Database database, DocTypeCatalogue docTypes) : ILinkTargets
{
    /// <summary>Then all is forgotten: simpler than counting uses, and reading again costs microseconds.</summary>
    private const int Remembered = 20_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string DocType, string Name)> _known = [];
    private long _removals;

    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public bool Exists(string docType, string name)
    {
        long removals;
        lock (_lock)
        {
            if (_known.Contains((docType, name)))
            {
                return true;
            }

            removals = _removals;
        }

        if (docTypes.Find(docType) is null)
        {
            // A link to what this site does not keep (a currency, a country) is a word, and cannot be checked.
            return true;
        }

        if (database.Read(s => s.Long("SELECT 1 FROM document WHERE doc_type = $1 AND name = $2 AND deleted = 0", docType, name)) is null)
        {
            return false;
        }

        lock (_lock)
        {
            // Something was removed while this was read: it may have been just this.
            if (_removals == removals)
            {
                if (_known.Count >= Remembered)
                {
                    _known.Clear();
                }

                _known.Add((docType, name));
            }
        }

        return true;
    }

    /// <summary>To be called once a removal is committed.</summary>
    internal void Removed(string docType, string name)
    {
        lock (_lock)
        {
            _removals++;
            _known.Remove((docType, name));
        }
    }
}
