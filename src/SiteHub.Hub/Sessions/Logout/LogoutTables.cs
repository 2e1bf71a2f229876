namespace SiteHub.Hub.Sessions.Logout;

internal static class LogoutTables
{
    public const string Sqlite =
        """
        -- A client that has yet to be told, or was told, that a session has ended. Written in the transaction that ends it.
        CREATE TABLE logout_notice (
            id INTEGER PRIMARY KEY, session_id TEXT NOT NULL, person_id TEXT NOT NULL, client_id TEXT NOT NULL, uri TEXT NOT NULL,
            created INTEGER NOT NULL, expires INTEGER NOT NULL,
            due INTEGER, attempts INTEGER NOT NULL DEFAULT 0, delivered INTEGER, error TEXT);
        CREATE INDEX logout_notice_due ON logout_notice (due) WHERE due IS NOT NULL;
        """;
}
