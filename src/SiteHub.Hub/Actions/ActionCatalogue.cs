using System.Collections.Concurrent;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Actions;

/// <summary>What members may do at which site, as the sites last told. Read anew when a site tells again.</summary>
internal sealed class ActionCatalogue(Database database)
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>What the site says of itself; nothing as long as it has not spoken.</summary>
    public SiteCatalogue Of(string site) => Find(site).Catalogue;

    public CatalogueAction? Find(string site, string docType, string action) =>
        Of(site).Actions.FirstOrDefault(found => found.DocType == docType && found.Name == action);

    /// <summary>Those of a document that are open on it, whoever asks: the site has said which, and the hub works out nothing by itself. A name that its catalogue does not know is offered to nobody.</summary>
    public IReadOnlyList<CatalogueAction> Open(string site, string docType, IReadOnlyList<string> open) =>
        open.Count == 0 ? [] : [.. Of(site).Actions.Where(action => action.DocType == docType && action.OnDocument && open.Contains(action.Name))];

    private Known Find(string site)
    {
        var at = database.Read(session => session.Long("SELECT catalogue_at FROM site WHERE slug = $1", site));
        if (_known.TryGetValue(site, out var known) && known.At == at)
        {
            return known;
        }

        var json = database.Read(session => session.One("SELECT catalogue FROM site WHERE slug = $1", static row => row.BytesOrNull(0), site));
        return _known[site] = new Known(at, json is null ? new SiteCatalogue([], []) : SiteCatalogue.Read(json));
    }

    private sealed record Known(long? At, SiteCatalogue Catalogue);
}
