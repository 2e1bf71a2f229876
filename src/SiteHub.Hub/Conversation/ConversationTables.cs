namespace SiteHub.Hub.Conversation;

internal static class ConversationTables
{
    public const string Sqlite =
        """
        -- What was said on documents. message: the id, the hub's own where a member wrote it (person), else the site's. account: whose the document was then, who alone
        -- sees it. placed: its place among the others; at: the time that its writer's side gives. epoch, version: of what the site told; touched_*: the last entry that
        -- spoke of it. gone: its document was deleted, and another of the same name has nothing to do with it. log_*: the entry of the link that carries it.
        CREATE TABLE message (
            id INTEGER PRIMARY KEY, site TEXT NOT NULL, message TEXT NOT NULL, doc_type TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL,
            customer TEXT, person TEXT, role TEXT, author TEXT, text TEXT, at INTEGER NOT NULL, placed INTEGER NOT NULL, edited INTEGER, changed INTEGER NOT NULL,
            state TEXT NOT NULL, reason TEXT, attempt INTEGER NOT NULL DEFAULT 0, idempotency_key TEXT,
            epoch INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0, touched_epoch INTEGER NOT NULL DEFAULT 0, touched_seq INTEGER NOT NULL DEFAULT 0,
            gone INTEGER NOT NULL DEFAULT 0, log_epoch INTEGER, log_seq INTEGER);
        CREATE UNIQUE INDEX message_id ON message (site, message);
        CREATE INDEX message_document ON message (site, doc_type, name, placed, id);
        CREATE UNIQUE INDEX message_key ON message (person, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX message_person ON message (person, at) WHERE person IS NOT NULL;
        CREATE INDEX message_changed ON message (changed);
        CREATE INDEX message_sending ON message (site) WHERE state = 'sending';
        """;
}
