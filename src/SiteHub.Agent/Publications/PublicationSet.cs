using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Publications;

/// <summary>All that this site shows the hub. Does not change while the site runs.</summary>
internal sealed class PublicationSet
{
    private readonly Dictionary<string, Publication> _all;
    private readonly Dictionary<string, DocTypeEntry> _docTypes;
    private readonly CatalogueAction[] _actions;
    private readonly bool _isFrappe;
    private readonly bool _ownUsers;

    public PublicationSet(SiteEntry site)
    {
        Site = site.Slug;
        _actions = [.. site.Actions.Select(static entry => entry.Action)];
        _docTypes = site.Source?.DocTypes.ToDictionary(d => d.Name, StringComparer.Ordinal) ?? [];
        _isFrappe = site.Source?.Frappe is not null;
        _ownUsers = site.Source?.Frappe?.Members is not null;
        _all = site.Publications.ToDictionary(p => p.DocType, p => new Publication(p, _docTypes[p.DocType], site.Actions.Where(action => action.Action.DocType == p.DocType)), StringComparer.Ordinal);
    }

    /// <summary>The site's slug, which is the link's name too.</summary>
    public string Site { get; }

    public IReadOnlyCollection<Publication> All => _all.Values;

    public Publication? Of(string docType) => _all.GetValueOrDefault(docType);

    public SiteCatalogue Catalogue() => new(
        [.. All.Select(p => new CatalogueDocType(p.DocType.Name, p.DocType.Submittable))],
        [.. All.Select(Told)])
    {
        Actions = [.. _actions],
        OwnUsers = _ownUsers,
    };

    /// <summary>What is outstanding is named by its key at the hub: fields that are not published are the site's own business.</summary>
    private CataloguePublication Told(Publication publication) =>
        new(publication.DocType.Name, publication.Version, [.. publication.Entry.Fields.Select(field => Field(field, publication.DocType))])
        {
            Kind = publication.Entry.Kind,
            Statuses = publication.Entry.Statuses,
            Print = publication.Entry.Print is null ? null : _isFrappe ? DocumentPrints.Pdf : DocumentPrints.Page,
            Files = publication.Entry.Files is not null,
            People = publication.Entry.People is not null,
            Shown = publication.Entry is not { People: not null, Account: null },
            Conversation = RuleOf(publication),
            Outstanding = publication.Entry.Card.Outstanding is { } outstanding ? publication.Entry.Fields.FirstOrDefault(field => field.Field == outstanding)?.As : null,
        };

    /// <summary>Where the site keeps its documents itself, its people choose each time; in Frappe nobody can be asked, and what they wrote must show it.</summary>
    /// <returns>null: there is no conversation on these documents</returns>
    public ConversationRule? RuleOf(Publication? publication) => publication?.Entry.Conversation is not { } entry
        ? null
        : new ConversationRule(entry.Role) { ReadBy = entry.ReadBy, Chosen = !_isFrappe, Mark = _isFrappe ? entry.Mark : null, Sent = _isFrappe && entry.Sent };

    private CatalogueField Field(PublishedField published, DocTypeEntry docType)
    {
        var field = docType.Fields.FirstOrDefault(f => f.Name == published.Field);
        var rows = field?.Type == FieldType.Table ? _docTypes.GetValueOrDefault(field.Target!) : null;
        return new CatalogueField(published.As, field is null ? null : FieldTypeNames.Of(field.Type), field?.Label, Columns());

        IReadOnlyList<CatalogueField>? Columns() => (published.Columns, rows) switch
        {
            (_, null) => null,
            ({ } chosen, _) => [.. chosen.Select(c => Field(c, rows) with { Columns = null })],
            _ => [.. rows.Fields.Select(f => new CatalogueField(f.Name, FieldTypeNames.Of(f.Type), f.Label))],
        };
    }
}
