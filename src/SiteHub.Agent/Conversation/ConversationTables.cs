namespace SiteHub.Agent.Conversation;

/// <summary>What was said on documents. Times are UTC ticks.</summary>
internal static class ConversationTables
{
    public const string Sqlite =
        """
        -- message: the hub's id of what a member wrote (attempt > 0), else the site's own. state: of a member's received (not on the document yet), delivered, refused or
        -- removed; of the company's said (for the customer), note (stays here) or removed. account: whose the document was when it was told; null: it has not been yet.
        -- told: the version that the hub was told. written: what the hub sent, as it was, for a hub that loses it. origin, origin_name, origin_modified: which document of the system it is in where the source lives, by its clock.
        CREATE TABLE message (
            id INTEGER PRIMARY KEY, message TEXT NOT NULL, doc_type TEXT NOT NULL, name TEXT NOT NULL, account TEXT,
            issuer TEXT, subject TEXT, email TEXT, author TEXT NOT NULL, text TEXT, at INTEGER NOT NULL,
            attempt INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1, told INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL, reason TEXT, changed INTEGER NOT NULL, written TEXT,
            origin TEXT, origin_name TEXT, origin_modified TEXT);
        CREATE UNIQUE INDEX message_id ON message (message);
        CREATE INDEX message_document ON message (doc_type, name, id);
        CREATE INDEX message_received ON message (doc_type, name) WHERE state = 'received';
        CREATE INDEX message_untold ON message (doc_type, name) WHERE told = 0 AND state = 'said';
        CREATE UNIQUE INDEX message_origin ON message (origin, origin_name) WHERE origin IS NOT NULL;
        ALTER TABLE resync ADD COLUMN after_message INTEGER;
        """;

    /// <summary>acts_as: the member's own user in the system that the documents live in, as whom it is written there; empty: it is written for them; null: that is not decided.</summary>
    public const string ActsAs = "ALTER TABLE message ADD COLUMN acts_as TEXT NULL;";
}
