using System.Text.Json;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Webhooks;
using Announcement = SiteHub.Agent.Publications.Announcement;

namespace SiteHub.Agent.Webhooks;

/// <summary>The site's own documents, for whoever tries a webhook on them. What a document was before its last save is not kept.</summary>
internal sealed class SiteDocuments(Database database, DocTypeCatalogue docTypes, SiteOptions options) : IWebhookDocuments
{
    private const string Columns = "SELECT doc_type, name, revision, modified, body FROM document WHERE deleted = 0";

    public WebhookScope Scope { get; } = new(name => docTypes.Find(name) is { Child: false } found ? new DocTypeFacts(found.Submittable) : null, null);

    public IReadOnlyList<KnownDocType> DocTypes => [.. docTypes.All.Where(static d => !d.Child).OrderBy(static d => d.Name, StringComparer.Ordinal).Select(static d => new KnownDocType(d.Name, FieldsOf(d)))];

    public IReadOnlyList<string> Sites { get; } = [options.Site.Slug];

    public IReadOnlyList<WebhookEvent> Latest(WebhookDefinition webhook, int count) => database.Read(session => session
        .Many(
            $"{Columns} AND doc_type IN (SELECT value FROM json_each($1)) ORDER BY modified DESC LIMIT $2",
            row => Read(row, webhook),
            JsonSerializer.Serialize(webhook.DocTypes),
            count));

    public WebhookEvent? Find(WebhookDefinition webhook, DocumentReference document) => database.Read(session => session
        .One($"{Columns} AND doc_type = $1 AND name = $2", row => Read(row, webhook), document.DocType ?? (webhook.DocTypes.Count > 0 ? webhook.DocTypes[0] : null), document.Name));

    private static List<KnownField> FieldsOf(DocType docType) =>
    [
        new("name", "Name"), new("docstatus", "Document Status"), new("owner", "Created By"), new("creation", "Created On"), new("modified", "Last Updated On"),
        .. docType.Fields.Select(static f => new KnownField(f.Name, f.Label, f.RowType is { } rows ? [new("name", "Name"), new("idx", "Index"), .. rows.Columns.Select(static c => new KnownField(c.Name, c.Label))] : null)),
    ];

    private WebhookEvent Read(Row row, WebhookDefinition webhook) => new(
        "", webhook.Events, row.Text(0), row.Text(1), options.Site.Slug, row.Long(2), Announcement.Moment(row.Text(3)), row.Bytes(4), null);
}
