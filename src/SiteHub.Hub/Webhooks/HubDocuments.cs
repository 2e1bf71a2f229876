using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Webhooks;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Webhooks;

/// <summary>The sites' documents as the hub holds them, for whoever tries a webhook on them.</summary>
internal sealed class HubDocuments(Database database) : IWebhookDocuments
{
    private const string Columns =
        """
        SELECT d.site, d.doc_type, d.name, d.revision, d.modified,
            (SELECT r.body FROM document_revision r WHERE r.document_id = d.id AND r.body IS NOT NULL ORDER BY r.id DESC LIMIT 1),
            (SELECT r.body FROM document_revision r WHERE r.document_id = d.id AND r.body IS NOT NULL ORDER BY r.id DESC LIMIT 1 OFFSET 1)
        FROM document d WHERE d.state = 0 AND d.doc_type IN (SELECT value FROM json_each($1)) AND ($2 = '[]' OR d.site IN (SELECT value FROM json_each($2)))
        """;

    public WebhookScope Scope => new(Facts(), database.Read(static session => session.Many("SELECT slug FROM site WHERE removed IS NULL", static row => row.Text(0))));

    /// <summary>What the sites have told; of one that several have, all their fields.</summary>
    public IReadOnlyList<KnownDocType> DocTypes => [.. Told().OfType<byte[]>().SelectMany(static c => SiteCatalogue.Read(c).Publications)
        .GroupBy(static p => p.DocType, StringComparer.Ordinal)
        .OrderBy(static g => g.Key, StringComparer.Ordinal)
        .Select(static g => new KnownDocType(g.Key, [new("name", "Name"), .. g.SelectMany(static p => p.Fields).Where(static f => f.Key != "name").DistinctBy(static f => f.Key).Select(Known)]))];

    public IReadOnlyList<string> Sites => database.Read(static session => session.Many("SELECT slug FROM site", static row => row.Text(0)));

    public IReadOnlyList<WebhookEvent> Latest(WebhookDefinition webhook, int count) => database.Read(session => session
        .Many($"{Columns} ORDER BY d.changed_at DESC LIMIT $3", row => Read(row, webhook), JsonSerializer.Serialize(webhook.DocTypes), JsonSerializer.Serialize(webhook.Sites), count));

    public WebhookEvent? Find(WebhookDefinition webhook, DocumentReference document) => database.Read(session => session
        .One(
            $"{Columns} AND d.name = $3 AND ($4 IS NULL OR d.site = $4) LIMIT 1",
            row => Read(row, webhook),
            JsonSerializer.Serialize(document.DocType is { } docType ? [docType] : webhook.DocTypes),
            JsonSerializer.Serialize(webhook.Sites),
            document.Name,
            document.Site));

    /// <summary>What the sites have told of their DocTypes. As long as one of them has told nothing, any DocType may still come.</summary>
    private Func<string, DocTypeFacts?> Facts()
    {
        var told = Told();
        var known = told.OfType<byte[]>().SelectMany(static c => SiteCatalogue.Read(c).DocTypes)
            .GroupBy(static d => d.Name, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => new DocTypeFacts(g.Any(static d => d.IsSubmittable)), StringComparer.Ordinal);
        var whole = told.Count > 0 && !told.Contains(null);
        return name => known.TryGetValue(name, out var facts) ? facts : whole ? null : new DocTypeFacts(Submittable: true);
    }

    private List<byte[]?> Told() => database.Read(static session => session.Many("SELECT catalogue FROM site WHERE removed IS NULL", static row => row.IsNull(0) ? null : row.Bytes(0)));

    private static KnownField Known(CatalogueField field) => new(field.Key, field.Label ?? field.Key, field.Columns?.Select(Known).ToList());

    private static WebhookEvent Read(Row row, WebhookDefinition webhook) => new(
        "", webhook.Events, row.Text(1), row.Text(2), row.Text(0), row.Long(3), row.Time(4), row.Bytes(5), row.IsNull(6) ? (ReadOnlyMemory<byte>?)null : row.Bytes(6));
}
