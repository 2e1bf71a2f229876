namespace SiteHub.Agent.Storage;

/// <summary>The site's own tables. Times that are not Frappe's are UTC ticks. Each index costs on every document saved: few, and each with its reader.</summary>
internal static class SiteTables
{
    public const string Sqlite =
        """
        -- A row stays for ever under its name: as a tombstone it holds the count of revisions. The body comes last, for it may run over
        -- into pages that a look at the other columns need not read.
        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            doc_type TEXT NOT NULL, name TEXT NOT NULL,
            revision INTEGER NOT NULL, doc_status INTEGER NOT NULL,
            creation TEXT NOT NULL, modified TEXT NOT NULL, owner TEXT NOT NULL, modified_by TEXT NOT NULL,
            deleted INTEGER NOT NULL, body TEXT NOT NULL);
        CREATE UNIQUE INDEX document_name ON document (doc_type, name);
        -- Lists come newest first unless told otherwise.
        CREATE INDEX document_modified ON document (doc_type, modified) WHERE deleted = 0;

        CREATE TABLE naming_series (prefix TEXT NOT NULL PRIMARY KEY, current INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        -- What was done under an Idempotency-Key. A bulk insert moves lines, inserted and failed on with every chunk, in its transaction;
        -- status is null until the request is finished.
        CREATE TABLE idempotency_key (
            id INTEGER PRIMARY KEY,
            user TEXT NOT NULL, key TEXT NOT NULL, request_hash BLOB NOT NULL, created INTEGER NOT NULL,
            lines INTEGER NOT NULL, inserted INTEGER NOT NULL, failed INTEGER NOT NULL,
            status INTEGER, answer BLOB);
        CREATE UNIQUE INDEX idempotency_key_of ON idempotency_key (user, key);
        CREATE INDEX idempotency_key_age ON idempotency_key (created);

        CREATE TABLE idempotency_fault (
            key_id INTEGER NOT NULL, line INTEGER NOT NULL, exc_type TEXT NOT NULL, message TEXT NOT NULL,
            PRIMARY KEY (key_id, line)) WITHOUT ROWID;
        """;
}
