using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents;

/// <summary>A document with its row.</summary>
public sealed record StoredDocument(long Id, DocumentState State, string Owner, string Creation)
{
    private const string Columns = "id, doc_type, name, revision, doc_status, modified, modified_by, body, deleted, owner, creation";

    /// <summary>The document or the tombstone under this name; null if the name was never used.</summary>
    public static StoredDocument? Find(Session session, string docType, string name) =>
        session.One($"SELECT {Columns} FROM document WHERE doc_type = $1 AND name = $2", Map, docType, name);

    public static StoredDocument? Find(Session session, long id) =>
        session.One($"SELECT {Columns} FROM document WHERE id = $1", Map, id);

    private static StoredDocument Map(Row row) =>
        new(
            row.Long(0),
            new DocumentState(row.Text(1), row.Text(2), row.Long(3), row.Int(4), row.Text(5), row.Text(6), row.Bytes(7), row.Bool(8)),
            row.Text(9),
            row.Text(10));
}
