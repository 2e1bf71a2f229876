using System.Text.Json;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>What is kept of a document, as it stood before the site was asked.</summary>
/// <param name="Stored">the document, or its tombstone</param>
/// <param name="Modified">by the site's clock; null of a tombstone</param>
internal sealed record KnownDocument(StoredDocument Stored, string? Modified, string? Creation, string? Owner, string? Hash)
{
    private const string Columns =
        """
        SELECT d.id, d.doc_type, d.name, d.revision, d.doc_status, d.modified, d.modified_by, d.body, d.deleted, d.owner, d.creation, f.modified, f.creation, f.owner, f.hash
        FROM document d LEFT JOIN frappe_document f ON f.document_id = d.id
        """;

    public bool IsThere => !Stored.State.Deleted;

    public string Name => Stored.State.Name;

    public static Dictionary<string, KnownDocument> Of(Session session, string docType, IEnumerable<string> names) => Map(session.Many(
        $"{Columns} WHERE d.doc_type = $1 AND d.name IN (SELECT value FROM json_each($2))", Read, docType, Json(names)));

    /// <summary>Documents that were made in the same instants.</summary>
    public static List<KnownDocument> MadeAt(Session session, string docType, IEnumerable<string> creations) => session.Many(
        $"{Columns} WHERE d.id IN (SELECT document_id FROM frappe_document WHERE doc_type = $1 AND creation IN (SELECT value FROM json_each($2)))", Read, docType, Json(creations));

    /// <summary>The times alone, for what may be compared without the bodies.</summary>
    public static Dictionary<string, string> Times(Session session, string docType, IEnumerable<string> names) => session
        .Many("SELECT name, modified FROM frappe_document WHERE doc_type = $1 AND name IN (SELECT value FROM json_each($2))", static row => (row.Text(0), row.Text(1)), docType, Json(names))
        .ToDictionary(static row => row.Item1, static row => row.Item2, StringComparer.Ordinal);

    internal static string Json(IEnumerable<string> names) => JsonSerializer.Serialize(names);

    private static Dictionary<string, KnownDocument> Map(List<KnownDocument> all) => all.ToDictionary(static known => known.Name, StringComparer.Ordinal);

    private static KnownDocument Read(Row row) => new(
        new StoredDocument(row.Long(0), new DocumentState(row.Text(1), row.Text(2), row.Long(3), row.Int(4), row.Text(5), row.Text(6), row.Bytes(7), row.Bool(8)), row.Text(9), row.Text(10)),
        row.TextOrNull(11),
        row.TextOrNull(12),
        row.TextOrNull(13),
        row.TextOrNull(14));
}
