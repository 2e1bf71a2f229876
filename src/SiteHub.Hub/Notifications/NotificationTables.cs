namespace SiteHub.Hub.Notifications;

internal static class NotificationTables
{
    public const string Sqlite =
        """
        -- The card's status of each revision, by which a change of it is told from any other.
        ALTER TABLE document_revision ADD COLUMN status TEXT;
        -- mail: none, daily (waits for the digest) or sent.
        CREATE TABLE notification (
            id INTEGER PRIMARY KEY, person TEXT NOT NULL, customer TEXT NOT NULL, kind TEXT NOT NULL, site TEXT NOT NULL, account TEXT NOT NULL,
            doc_type TEXT, name TEXT, request TEXT, what TEXT, at INTEGER NOT NULL, read INTEGER, mail TEXT NOT NULL);
        CREATE INDEX notification_person ON notification (person, id);
        CREATE INDEX notification_unread ON notification (person) WHERE read IS NULL;
        CREATE INDEX notification_daily ON notification (person) WHERE mail = 'daily';
        CREATE TABLE notification_choice (person TEXT NOT NULL, kind TEXT NOT NULL, page INTEGER NOT NULL, mail TEXT NOT NULL, PRIMARY KEY (person, kind)) WITHOUT ROWID;
        """;
}
