using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>A document whose condition failed at its last save or resync.</summary>
internal sealed record UnevaluatedDocument(string DocType, string Name, long Revision, string Reason, DateTimeOffset At)
{
    public static void Put(Session session, long documentId, DocumentState document, string reason, DateTimeOffset now) =>
        session.Execute(
            """
            INSERT INTO unevaluated_document (document_id, doc_type, name, revision, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (document_id) DO UPDATE SET revision = excluded.revision, reason = excluded.reason, at = excluded.at
            """,
            documentId,
            document.DocType,
            document.Name,
            document.Revision,
            reason,
            now);

    public static void Remove(Session session, long documentId) =>
        session.Execute("DELETE FROM unevaluated_document WHERE document_id = $1", documentId);

    /// <summary>For a publication that is told from the start: its documents are all evaluated anew.</summary>
    public static void RemoveAll(Session session, string docType) =>
        session.Execute("DELETE FROM unevaluated_document WHERE doc_type = $1", docType);

    /// <param name="session">the read</param>
    /// <param name="count">at most</param>
    /// <param name="docType">null: of any</param>
    /// <param name="name">null: any</param>
    public static List<UnevaluatedDocument> Newest(Session session, int count, string? docType = null, string? name = null) =>
        session.Many(
            "SELECT doc_type, name, revision, reason, at FROM unevaluated_document WHERE ($2 IS NULL OR doc_type = $2) AND ($3 IS NULL OR name = $3) ORDER BY at DESC LIMIT $1",
            static row => new UnevaluatedDocument(row.Text(0), row.Text(1), row.Long(2), row.Text(3), row.Time(4)),
            count,
            docType,
            name);

    public static (long Count, string? Reason) Standing(Session session) => (
        session.Long("SELECT count(*) FROM unevaluated_document") ?? 0,
        session.Text("SELECT doc_type || ' ' || name || ': ' || reason FROM unevaluated_document ORDER BY at DESC LIMIT 1"));
}
