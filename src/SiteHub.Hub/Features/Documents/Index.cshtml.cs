using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>A member's documents of all companies. What is filtered by stands in the address.</summary>
internal sealed class IndexModel(Database database, ActionCatalogue catalogue) : MemberPage
{
    private string _sort = DocumentSort.Default.Name;
    private bool _descending = true;

    public new DocumentPage Page { get; private set; } = new([], null, null);

    public DocumentSums Sums { get; private set; } = new(0, []);

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>What the member's companies have for their customers.</summary>
    public IReadOnlyList<string> Kinds { get; private set; } = [];

    public IReadOnlyList<string> DocTypes { get; private set; } = [];

    public IReadOnlyList<string> Statuses { get; private set; } = [];

    public string ExportAddress => Address("/documents/export", null);

    public string? NextAddress => Page.Next is { } next ? Address("/documents", next) : null;

    public string? PreviousAddress => Page.Previous is { } previous ? Address("/documents", previous) : null;

    /// <summary>The list by another column; by the one that it is sorted by the other way round.</summary>
    public string SortedAddress(string sort) => Address("/documents", null, ("sort", sort), ("order", sort == _sort && !_descending ? "desc" : sort == _sort ? "asc" : null));

    /// <returns>for screen readers: how the column is sorted; null: by another</returns>
    public string? SortedBy(string sort) => sort == _sort ? _descending ? "descending" : "ascending" : null;

    public bool IsFiltered => Request.Query.Keys.Any(static key => key is not ("text" or "sort" or "order" or "cursor" or "limit"));

    public string? Given(string name) => Request.Query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public bool IsGiven(string name, string value) => Request.Query[name].Contains(value);

    public void OnGet()
    {
        (var query, Faults) = DocumentQuery.Read(Request.Query);
        if (query is not null)
        {
            (_sort, _descending) = (query.Sort.Name, query.Descending);
            (Page, Sums) = database.Read(session => (DocumentList.Read(session, Reader, query), DocumentList.Sums(session, Reader, query)));
        }

        var publications = Sites.Keys.SelectMany(site => catalogue.Of(site).Publications).Where(static publication => publication.Shown).ToList();
        Kinds = [.. DocumentKinds.All.Where(kind => publications.Any(publication => publication.Kind == kind) || IsGiven("kind", kind))];
        (DocTypes, Statuses) = database.Read(session => (DocumentList.DocTypes(session, Reader), DocumentList.Statuses(session, Reader)));
    }

    private string Address(string path, string? cursor, params (string Name, string? Value)[] others) => QueryAddress.Of(Request.Query, path, [.. others, ("cursor", cursor)]);
}
