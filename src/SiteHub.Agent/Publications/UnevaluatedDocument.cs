using Microsoft.Extensions.Logging;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>A document of which something could not be decided at its last save or resync.</summary>
/// <param name="Actions">the actions whose condition failed, by their names with spaces between: the hub was told, without these; null: the publication's own failed, and the hub keeps what it had</param>
internal sealed record UnevaluatedDocument(string DocType, string Name, long Revision, string Reason, DateTimeOffset At, string? Actions)
{
    public static UnevaluatedDocument Of(DocumentState document, string reason, DateTimeOffset now) => new(document.DocType, document.Name, document.Revision, reason, now, null);

    /// <returns>null: all was decided</returns>
    public static UnevaluatedDocument? Of(DocumentState document, Opened open, DateTimeOffset now) => open.Faults.Count == 0
        ? null
        : Of(document, string.Join("; ", open.Faults.Select(static fault => $"{fault.Name}: {fault.Reason}")), now) with { Actions = string.Join(' ', open.Faults.Select(static fault => fault.Name)) };

    public void Tell(ILogger logger, PublicationMetrics metrics)
    {
        metrics.Unevaluated(DocType);
        if (Actions is null)
        {
            Log.ConditionFailed(logger, DocType, Name, Revision, Reason);
        }
        else
        {
            Log.ActionConditionFailed(logger, DocType, Name, Revision, Actions, Reason);
        }
    }

    public void Put(Session session, long documentId) =>
        session.Execute(
            """
            INSERT INTO unevaluated_document (document_id, doc_type, name, revision, reason, at, actions) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (document_id) DO UPDATE SET revision = excluded.revision, reason = excluded.reason, at = excluded.at, actions = excluded.actions
            """,
            documentId,
            DocType,
            Name,
            Revision,
            Reason,
            At,
            Actions);

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
            "SELECT doc_type, name, revision, reason, at, actions FROM unevaluated_document WHERE ($2 IS NULL OR doc_type = $2) AND ($3 IS NULL OR name = $3) ORDER BY at DESC LIMIT $1",
            static row => new UnevaluatedDocument(row.Text(0), row.Text(1), row.Long(2), row.Text(3), row.Time(4), row.TextOrNull(5)),
            count,
            docType,
            name);

    public static (long Count, string? Reason) Standing(Session session) => (
        session.Long("SELECT count(*) FROM unevaluated_document") ?? 0,
        session.Text("SELECT doc_type || ' ' || name || ': ' || reason FROM unevaluated_document ORDER BY at DESC LIMIT 1"));
}
