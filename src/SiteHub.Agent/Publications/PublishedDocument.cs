using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>A document that the hub has, as it was last told of it.</summary>
internal sealed record PublishedDocument(string? Account)
{
    public static PublishedDocument? Find(Session session, long documentId) =>
        session.One("SELECT account FROM published_document WHERE document_id = $1", Map, documentId);

    public static void Put(Session session, long documentId, string docType, string? account, string hash, long version) =>
        session.Execute(
            """
            INSERT INTO published_document (document_id, doc_type, account, hash, publication_version) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (document_id) DO UPDATE SET account = excluded.account, hash = excluded.hash, publication_version = excluded.publication_version
            """,
            documentId,
            docType,
            account,
            hash,
            version);

    /// <returns>what the hub had; null if it had nothing</returns>
    public static PublishedDocument? Remove(Session session, long documentId) =>
        session.One("DELETE FROM published_document WHERE document_id = $1 RETURNING account", Map, documentId);

    /// <summary>Forgets what was shown of a DocType, a piece at a time.</summary>
    /// <returns>whether there may be more</returns>
    public static bool RemovePiece(Session session, string docType)
    {
        const int Piece = 500;
        return session.Execute(
            "DELETE FROM published_document WHERE document_id IN (SELECT document_id FROM published_document WHERE doc_type = $1 LIMIT $2)", docType, Piece) == Piece;
    }

    private static PublishedDocument Map(Row row) => new(row.TextOrNull(0));
}
