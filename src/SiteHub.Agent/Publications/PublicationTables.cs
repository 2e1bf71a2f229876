namespace SiteHub.Agent.Publications;

/// <summary>What the site remembers of what it has shown the hub. Times are UTC ticks.</summary>
internal static class PublicationTables
{
    public const string First =
        """
        -- A removed publication keeps its row, without a definition: should it come back, its versions go on.
        CREATE TABLE publication (
            doc_type TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, definition_hash TEXT, changed_at INTEGER NOT NULL) WITHOUT ROWID;

        -- The documents that the hub has, as it was last told of them. No row: the hub has never heard of it, or was told that it is gone.
        CREATE TABLE published_document (
            document_id INTEGER PRIMARY KEY, doc_type TEXT NOT NULL, account TEXT, hash TEXT NOT NULL, publication_version INTEGER NOT NULL);

        -- Documents whose condition failed: the hub keeps what it was told before, until the next save or resync.
        CREATE TABLE unevaluated_document (
            document_id INTEGER PRIMARY KEY, doc_type TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL);

        -- Publications that are to be told from the start, and how far that is. No snapshot: not begun.
        CREATE TABLE resync (
            doc_type TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, requested_at INTEGER NOT NULL,
            snapshot TEXT, after_name TEXT NOT NULL DEFAULT '', told INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;

        CREATE TABLE told_catalogue (id INTEGER PRIMARY KEY CHECK (id = 1), hash TEXT NOT NULL);
        """;

    /// <summary>Of a document that was told, the actions whose condition failed. Null: it was not told, for its publication's own condition failed.</summary>
    public const string Actions = "ALTER TABLE unevaluated_document ADD COLUMN actions TEXT NULL;";

    /// <summary>All of it, for a database that is made anew.</summary>
    public const string Sqlite = First + Actions;
}
