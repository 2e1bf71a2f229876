namespace SiteHub.Operations.Receiving;

public static class ReceivingTables
{
    public const string Sqlite =
        """
        -- Whose webhooks are taken; the definition is sealed whole, for it holds the secret.
        CREATE TABLE receiver (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, sealed TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL) WITHOUT ROWID;

        -- What came in, each once; the answer goes out after this is on disk. due: when it is worked on; null once it is settled.
        CREATE TABLE receipt (
            id INTEGER PRIMARY KEY,
            receiver_id TEXT NOT NULL, receiver TEXT NOT NULL, key TEXT NOT NULL,
            received INTEGER NOT NULL, content_type TEXT, headers TEXT NOT NULL, body BLOB NOT NULL,
            state TEXT NOT NULL, due INTEGER, attempts INTEGER NOT NULL DEFAULT 0, settled INTEGER,
            doc_type TEXT, name TEXT, reason TEXT);
        CREATE UNIQUE INDEX receipt_once ON receipt (receiver_id, key);
        CREATE INDEX receipt_due ON receipt (receiver_id, id) WHERE due IS NOT NULL;
        CREATE INDEX receipt_state ON receipt (state, id);
        """;

    /// <summary>How often the same came again, and was left alone for it.</summary>
    public const string Repeats =
        """
        ALTER TABLE receipt ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE receipt ADD COLUMN repeated INTEGER NULL;
        """;
}
