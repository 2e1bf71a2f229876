namespace SiteHub.Hub.Sessions;

internal static class SignInTables
{
    public const string Sqlite =
        """
        -- A client's request, for as long as its person is asked. chosen: the session whose person goes on as themselves.
        CREATE TABLE kept_request (
            id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL, parameters TEXT NOT NULL, login INTEGER NOT NULL, max_age INTEGER, chosen TEXT, address TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX kept_request_at ON kept_request (at);
        CREATE INDEX kept_request_address ON kept_request (address, at);

        -- By which other provider the person came, as whom and in which session there; upstream_token: its ID token, sealed, to be shown there when they sign out.
        ALTER TABLE browser_session ADD COLUMN upstream TEXT;
        ALTER TABLE browser_session ADD COLUMN upstream_subject TEXT;
        ALTER TABLE browser_session ADD COLUMN upstream_session TEXT;
        ALTER TABLE browser_session ADD COLUMN upstream_token TEXT;

        -- Logout tokens of other providers that were obeyed: none is taken twice.
        CREATE TABLE upstream_logout (upstream TEXT NOT NULL, jti TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (upstream, jti)) WITHOUT ROWID;
        """;
}
