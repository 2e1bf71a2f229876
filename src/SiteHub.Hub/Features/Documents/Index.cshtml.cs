using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
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
    public new DocumentPage Page { get; private set; } = new([], null);

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>What the member's companies have for their customers.</summary>
    public IReadOnlyList<string> Kinds { get; private set; } = [];

    public IReadOnlyList<string> DocTypes { get; private set; } = [];

    public IReadOnlyList<string> Statuses { get; private set; } = [];

    public string ExportAddress => Address("/documents/export", null);

    public string? NextAddress => Page.Next is { } next ? Address("/documents", next) : null;

    public string? Given(string name) => Request.Query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public bool IsGiven(string name, string value) => Request.Query[name].Contains(value);

    public void OnGet()
    {
        (var query, Faults) = DocumentQuery.Read(Request.Query);
        if (query is not null)
        {
            Page = database.Read(session => DocumentList.Read(session, Reader, query));
        }

        var publications = Sites.Keys.SelectMany(site => catalogue.Of(site).Publications).Where(static publication => publication.Shown).ToList();
        Kinds = [.. DocumentKinds.All.Where(kind => publications.Any(publication => publication.Kind == kind) || IsGiven("kind", kind))];
        DocTypes = [.. publications.Select(static publication => publication.DocType).Distinct().Order(StringComparer.Ordinal)];
        Statuses = database.Read(session => DocumentList.Statuses(session, Reader));
    }

    private string Address(string path, string? cursor)
    {
        var query = new QueryBuilder(Request.Query.Where(static parameter => parameter.Key != "cursor").SelectMany(static parameter => parameter.Value.OfType<string>().Where(static value => value.Length > 0).Select(value => KeyValuePair.Create(parameter.Key, value))));
        if (cursor is not null)
        {
            query.Add("cursor", cursor);
        }

        return path + query.ToQueryString();
    }
}
