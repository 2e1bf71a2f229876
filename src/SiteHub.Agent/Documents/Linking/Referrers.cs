using System.Collections.Concurrent;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Linking;

/// <summary>
/// Who points at a document. There is no index of links, for every save would pay for it; a deletion, a cancellation and a rename look
/// through the bodies of the DocTypes that could, where there are any.
/// </summary>
internal sealed class Referrers(Database database, DocTypeCatalogue docTypes)
{
    private readonly ConcurrentDictionary<DocType, LinkPath[]> _paths = new();

    /// <summary>One document that is in the way of a deletion or cancellation; amendments are not.</summary>
    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public (string DocType, string Name)? InTheWay(DocType target, StoredDocument document, int minStatus)
    {
        foreach (var paths in To(target).Where(path => !path.IsAmendment).GroupBy(path => path.From))
        {
            var sql = $"SELECT name FROM document WHERE doc_type = $1 AND deleted = 0 AND doc_status BETWEEN $4 AND 1 AND id <> $5 AND {Where(paths)} LIMIT 1";
            if (database.Read(session => session.Text(sql, paths.Key.Name, document.State.Name, Hint(document.State.Name), minStatus, document.Id)) is { } name)
            {
                return (paths.Key.Name, name);
            }
        }

        return null;
    }

    /// <summary>All of them, by their rows; one more than <paramref name="limit"/> if there are more.</summary>
    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public List<(DocType Type, long Id)> All(DocType target, StoredDocument document, int limit)
    {
        var found = new List<(DocType, long)>();
        foreach (var paths in To(target).GroupBy(path => path.From))
        {
            var sql = $"SELECT id FROM document WHERE doc_type = $1 AND deleted = 0 AND id <> $4 AND {Where(paths)} LIMIT $5";
            found.AddRange(database.Read(session => session.Many(
                sql, static row => row.Long(0), paths.Key.Name, document.State.Name, Hint(document.State.Name), document.Id, limit + 1 - found.Count)).Select(id => (paths.Key, id)));
            if (found.Count > limit)
            {
                break;
            }
        }

        return found;
    }

    public LinkPath[] To(DocType target) => _paths.GetOrAdd(target, static (type, all) => [.. LinkPath.To(type, all)], docTypes);

    // Looking for the text first saves taking nearly every body apart.
    private static string Where(IEnumerable<LinkPath> paths) => $"instr(body, $3) > 0 AND ({string.Join(" OR ", paths.Select(path => path.Sql("$2")))})";

    /// <summary>The name as it stands in a body; where it may be written in more than one way, what stands in every body.</summary>
    private static string Hint(string name) => name.All(c => c is >= ' ' and <= '~' and not '"' and not '\\') ? $"\"{name}\"" : "{";
}
