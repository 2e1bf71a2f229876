namespace SiteHub.Agent.Sources.Frappe;

/// <summary>What the agent knows of the site that it mirrors. The site's own times are its texts, and are never converted; ours are UTC ticks.</summary>
internal static class FrappeTables
{
    public const string First =
        """
        -- The site's side of each row of document that is no tombstone. hash: over the content in the site's own spelling, without the name, so that a renamed
        -- document has the same. seen: the comparison that last found its name.
        CREATE TABLE frappe_document (
            document_id INTEGER PRIMARY KEY, doc_type TEXT NOT NULL, name TEXT NOT NULL,
            modified TEXT NOT NULL, creation TEXT NOT NULL, owner TEXT NOT NULL, hash TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX frappe_document_name ON frappe_document (doc_type, name);
        CREATE INDEX frappe_document_creation ON frappe_document (doc_type, creation);

        -- Documents that are to be read back: a hint named them, or something about them was not as it should be. stamp: rises with every mention, so that one
        -- that comes while the document is being read is not lost with the former. tries: how often it could not be told what became of it.
        CREATE TABLE frappe_pending (
            doc_type TEXT NOT NULL, name TEXT NOT NULL, stamp INTEGER NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, reason TEXT,
            PRIMARY KEY (doc_type, name)) WITHOUT ROWID;
        CREATE INDEX frappe_pending_due ON frappe_pending (due);
        CREATE TABLE frappe_stamp (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL);
        INSERT INTO frappe_stamp (id, last) VALUES (1, 0);

        -- How far each DocType is. run_*: a sweep that is under way, and where it is. watermark: null until the first sweep, which reads everything, has ended.
        -- compare_*: a comparison of all names that is under way; missing, kept: how many the last one did not find, of how many.
        CREATE TABLE frappe_progress (
            doc_type TEXT NOT NULL PRIMARY KEY,
            watermark TEXT, run_began INTEGER, run_modified TEXT, run_name TEXT, run_latest TEXT, swept_at INTEGER, swept_began INTEGER, mirrored INTEGER NOT NULL DEFAULT 0, total INTEGER,
            compare_run INTEGER NOT NULL DEFAULT 0, compare_began INTEGER, compare_name TEXT, compare_missing INTEGER, compare_kept INTEGER, compared_at INTEGER,
            hidden TEXT, fault TEXT, fault_at INTEGER, due INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        """;

    /// <summary>
    /// What is to be done of an action at the site, worked out once. A step is 'asked' before it is asked for, so that after a kill or an answer that says nothing
    /// it is looked for and not just asked for again. modified: of the document before it; once it is done, after it.
    /// </summary>
    public const string Actions =
        """
        CREATE TABLE frappe_step (
            request TEXT NOT NULL, step INTEGER NOT NULL, call TEXT NOT NULL, state TEXT NOT NULL, modified TEXT, doc_type TEXT, name TEXT, at INTEGER NOT NULL,
            PRIMARY KEY (request, step)) WITHOUT ROWID;
        """;

    public const string Sqlite = First + Actions;
}
