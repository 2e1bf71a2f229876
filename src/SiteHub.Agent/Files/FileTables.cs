namespace SiteHub.Agent.Files;

/// <summary>The files of the embedded documents, and those that came from members for what is not made yet. Times are UTC ticks.</summary>
internal static class FileTables
{
    /// <summary>
    /// A file lies in pieces, so that none is ever held or read whole; it is there once whole is 1. What has none by the next start was never finished. doc_type, name:
    /// whose it is; null while it waits for its request. request, place: the member's request that brought it, and which of its files it is: it comes once.
    /// </summary>
    public const string Sqlite =
        """
        CREATE TABLE document_file (
            id TEXT NOT NULL PRIMARY KEY, doc_type TEXT, name TEXT, file_name TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL,
            whole INTEGER NOT NULL DEFAULT 0, request TEXT, place INTEGER) WITHOUT ROWID;
        CREATE INDEX document_file_of ON document_file (doc_type, name);
        CREATE UNIQUE INDEX document_file_request ON document_file (request, place) WHERE request IS NOT NULL;
        CREATE TABLE document_file_piece (file TEXT NOT NULL, piece INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (file, piece)) WITHOUT ROWID;

        -- Whatever deletes a document deletes its files; a renaming has moved them before.
        CREATE TRIGGER document_file_document AFTER UPDATE OF deleted ON document WHEN new.deleted = 1 AND old.deleted = 0
        BEGIN
            DELETE FROM document_file WHERE doc_type = new.doc_type AND name = new.name;
        END;

        -- What came for a request that ended goes with it, unless it was attached.
        CREATE TRIGGER document_file_request AFTER UPDATE OF state ON action_request WHEN new.state NOT IN ('received', 'accepted')
        BEGIN
            DELETE FROM document_file WHERE request = new.id AND doc_type IS NULL;
        END;
        CREATE TRIGGER document_file_gone AFTER DELETE ON document_file
        BEGIN
            DELETE FROM document_file_piece WHERE file = old.id;
        END;
        """;
}
