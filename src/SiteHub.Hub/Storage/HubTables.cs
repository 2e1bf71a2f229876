namespace SiteHub.Hub.Storage;

/// <summary>The hub's own tables. Times are UTC ticks. Each index costs on every document that arrives: few, and each with its reader.</summary>
internal static class HubTables
{
    public const string Sqlite =
        """
        CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE hub_key (
            id TEXT NOT NULL PRIMARY KEY, used_for TEXT NOT NULL, sealed TEXT NOT NULL,
            created INTEGER NOT NULL, activates INTEGER NOT NULL, retires INTEGER) WITHOUT ROWID;

        CREATE TABLE client (
            client_id TEXT NOT NULL PRIMARY KEY, origin TEXT NOT NULL, fingerprint TEXT NOT NULL, disabled INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE site (
            slug TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, origin TEXT NOT NULL, removed INTEGER,
            catalogue TEXT, catalogue_at INTEGER) WITHOUT ROWID;

        -- The present state of each document. touched_*: the last entry of the link that spoke of it, by which a snapshot's end tells
        -- what it did not mention.
        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            site TEXT NOT NULL, doc_type TEXT NOT NULL, name TEXT NOT NULL,
            state INTEGER NOT NULL,
            epoch INTEGER NOT NULL, revision INTEGER NOT NULL, publication_version INTEGER NOT NULL,
            touched_epoch INTEGER NOT NULL, touched_seq INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            doc_status INTEGER, account TEXT, modified INTEGER NOT NULL, modified_by TEXT, hash TEXT,
            title TEXT, status TEXT, amount TEXT, currency TEXT, date TEXT, due TEXT);
        CREATE UNIQUE INDEX document_name ON document (site, doc_type, name);
        CREATE INDEX document_changed ON document (changed_at);

        -- The timeline; the only place of a body. The key includes the epoch, and whether the document went: a snapshot removes under
        -- the very version that it found.
        CREATE TABLE document_revision (
            id INTEGER PRIMARY KEY,
            document_id INTEGER NOT NULL,
            epoch INTEGER NOT NULL, revision INTEGER NOT NULL, publication_version INTEGER NOT NULL, removal INTEGER NOT NULL,
            kind TEXT NOT NULL, event_id TEXT NOT NULL, events TEXT NOT NULL, received_at INTEGER NOT NULL,
            doc_status INTEGER, account TEXT, modified INTEGER NOT NULL, modified_by TEXT, hash TEXT,
            body TEXT);
        CREATE UNIQUE INDEX document_revision_version ON document_revision (document_id, epoch, revision, publication_version, removal);

        -- The last snapshot of each publication, while it runs and while its removals wait for an operator.
        CREATE TABLE snapshot (
            site TEXT NOT NULL, doc_type TEXT NOT NULL, snapshot TEXT NOT NULL, publication_version INTEGER NOT NULL,
            state INTEGER NOT NULL,
            begun_epoch INTEGER NOT NULL, begun_seq INTEGER NOT NULL, begun_at INTEGER NOT NULL, ended_at INTEGER,
            held INTEGER, missing INTEGER,
            PRIMARY KEY (site, doc_type)) WITHOUT ROWID;
        """;
}
