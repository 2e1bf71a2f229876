namespace SiteHub.Hub.Actions;

internal static class ActionTables
{
    public const string Sqlite =
        """
        -- What members asked for. customer is null where a site tells of a request that the hub has lost. log_*: the entry of the link that carries it.
        CREATE TABLE action_request (
            id TEXT NOT NULL PRIMARY KEY,
            customer TEXT, person TEXT, role TEXT, site TEXT NOT NULL, account TEXT,
            action TEXT, label TEXT, doc_type TEXT, name TEXT, hash TEXT, revision INTEGER, input TEXT,
            idempotency_key TEXT, digest TEXT, created INTEGER NOT NULL, expires INTEGER,
            state TEXT NOT NULL, rank INTEGER NOT NULL, reason TEXT, changed INTEGER NOT NULL, withdrawal INTEGER,
            log_epoch INTEGER, log_seq INTEGER,
            result_doc_type TEXT, result_name TEXT, result_revision INTEGER) WITHOUT ROWID;
        CREATE UNIQUE INDEX action_request_key ON action_request (person, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX action_request_of ON action_request (customer, created);
        CREATE INDEX action_request_document ON action_request (site, doc_type, name);
        CREATE TABLE action_state (request TEXT NOT NULL, rank INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, at INTEGER NOT NULL, PRIMARY KEY (request, rank)) WITHOUT ROWID;
        """;
}
