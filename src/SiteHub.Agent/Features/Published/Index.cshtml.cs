using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.People;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Published;

/// <summary>For the site's own people: what the hub was told of the documents that they may read.</summary>
internal sealed class IndexModel(PublicationSet publications, DocTypeCatalogue docTypes, Database database) : PageModel
{
    private const int Listed = 20;

    public IReadOnlyList<ShownPublication> Publications { get; private set; } = [];

    public void OnGet()
    {
        var caller = Caller.Of(User);
        Publications = [.. publications.All.Where(publication => docTypes.Find(publication.DocType.Name) is { } type && caller.May(DocRights.Read, type)).Select(Show)];
    }

    private ShownPublication Show(Publication publication) => database.Read(session => new ShownPublication(
        publication.DocType.Name,
        session.Long("SELECT count(*) FROM published_document WHERE doc_type = $1", publication.DocType.Name) ?? 0,
        publication.Entry.When,
        publication.Entry.When is null && publication.DocType.Submittable,
        [.. publication.Entry.Fields.Select(static field => field.Columns is null ? field.Field : $"{field.Field} ({string.Join(", ", field.Columns.Select(static column => column.Field))})")],
        publication.Entry.Account,
        session.Many(
            "SELECT d.name FROM published_document p JOIN document d ON d.id = p.document_id WHERE p.doc_type = $1 AND d.deleted = 0 ORDER BY d.modified DESC LIMIT $2", static row => row.Text(0), publication.DocType.Name, Listed)));
}

internal sealed record ShownPublication(string DocType, long Count, string? When, bool OnceSubmitted, IReadOnlyList<string> Fields, string? Account, IReadOnlyList<string> Latest);
