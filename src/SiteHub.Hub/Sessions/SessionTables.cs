namespace SiteHub.Hub.Sessions;

internal static class SessionTables
{
    public const string Sqlite =
        """
        -- One browser in which somebody is signed in. The row is the truth, the cookie only names it: ended here, it is over at once.
        CREATE TABLE browser_session (
            id TEXT NOT NULL PRIMARY KEY, person_id TEXT NOT NULL,
            signed_in INTEGER NOT NULL, last_seen INTEGER NOT NULL, ended INTEGER,
            amr TEXT NOT NULL, address TEXT, agent TEXT) WITHOUT ROWID;
        CREATE INDEX browser_session_person ON browser_session (person_id);

        -- Whom the session signed in to, and under which authorization their tokens were given.
        CREATE TABLE session_client (
            session_id TEXT NOT NULL, client_id TEXT NOT NULL, authorization_id TEXT NOT NULL,
            PRIMARY KEY (session_id, client_id, authorization_id)) WITHOUT ROWID;
        """;
}
