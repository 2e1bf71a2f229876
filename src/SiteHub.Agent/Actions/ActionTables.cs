namespace SiteHub.Agent.Actions;

/// <summary>What members asked for. Times are UTC ticks.</summary>
internal static class ActionTables
{
    public const string First =
        """
        -- A row stays when its request has ended: it is what makes a request that comes again one that is known. One that was withdrawn before it
        -- came has nothing but its id and its state. started: a handler was begun, so that after a kill it is not begun again.
        CREATE TABLE action_request (
            id TEXT NOT NULL PRIMARY KEY,
            action TEXT, doc_type TEXT, name TEXT, hash TEXT, revision INTEGER, account TEXT,
            issuer TEXT, subject TEXT, person TEXT, email TEXT, input TEXT, expires INTEGER,
            received INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, changed INTEGER NOT NULL, user TEXT, started INTEGER,
            result_doc_type TEXT, result_name TEXT, result_revision INTEGER) WITHOUT ROWID;
        CREATE INDEX action_request_open ON action_request (doc_type, name, received) WHERE state IN ('received', 'accepted');
        CREATE INDEX action_request_changed ON action_request (changed);

        CREATE TABLE document_comment (
            id INTEGER PRIMARY KEY, doc_type TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, text TEXT NOT NULL, request TEXT);
        CREATE INDEX document_comment_of ON document_comment (doc_type, name);
        """;

    /// <summary>A request keeps the trace of the click.</summary>
    public const string Traces = "ALTER TABLE action_request ADD COLUMN trace TEXT NULL;";

    /// <summary>What the hub's token said once it had been looked at. The token itself is kept nowhere.</summary>
    public const string Claims = "ALTER TABLE action_request ADD COLUMN claims TEXT NULL;";

    /// <summary>What the member gave with it: names, sizes and hashes, in their order.</summary>
    public const string Files = "ALTER TABLE action_request ADD COLUMN files TEXT NULL;";

    /// <summary>All of it, for a database that is made anew.</summary>
    public const string Sqlite = First + Traces + Claims + Files;
}
