using System.Collections.Concurrent;
using SiteHub.Delivery.Scripts;
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

    /// <summary>Those that a document allows in its present state, whoever asks.</summary>
    public IReadOnlyList<CatalogueAction> Allowed(string site, string docType, ReadOnlyMemory<byte> body) =>
        [.. Of(site).Actions.Where(action => action.DocType == docType && action.OnDocument && Allows(site, action, body))];

    /// <summary>A condition that fails allows nothing: the site would refuse it too.</summary>
    public bool Allows(string site, CatalogueAction action, ReadOnlyMemory<byte> body) =>
        action.When is null || (Find(site).Conditions.GetValueOrDefault(action.When)?.Test(body) is ScriptOutcome<bool>.Value { Result: true });

    private Known Find(string site)
    {
        var at = database.Read(session => session.Long("SELECT catalogue_at FROM site WHERE slug = $1", site));
        if (_known.TryGetValue(site, out var known) && known.At == at)
        {
            return known;
        }

        var json = database.Read(session => session.One("SELECT catalogue FROM site WHERE slug = $1", static row => row.BytesOrNull(0), site));
        var catalogue = json is null ? new SiteCatalogue([], []) : SiteCatalogue.Read(json);
        return _known[site] = new Known(at, catalogue, catalogue.Actions.Select(static action => action.When).OfType<string>().Distinct().Select(Compiled).OfType<Script>().ToDictionary(static script => script.Source, StringComparer.Ordinal));
    }

    /// <summary>A site of a later version may use what scripts here may not.</summary>
    private static Script? Compiled(string source)
    {
        try
        {
            return Script.Compile(source);
        }
        catch (ScriptException)
        {
            return null;
        }
    }

    private sealed record Known(long? At, SiteCatalogue Catalogue, Dictionary<string, Script> Conditions);
}
