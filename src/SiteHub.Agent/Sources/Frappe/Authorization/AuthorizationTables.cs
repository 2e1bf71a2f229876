namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>The agent's tokens of the Frappe site, whose OAuth client it is. Times are UTC ticks; what is secret is sealed.</summary>
internal static class AuthorizationTables
{
    public const string Sqlite =
        """
        -- owner: as whom the site is asked; empty: the source itself. client: the site and the client that gave them: those of another are none.
        -- A lease that is found at start is of a process that died between the site's answer and this row.
        CREATE TABLE frappe_token (
            owner TEXT NOT NULL PRIMARY KEY,
            client TEXT NOT NULL, user TEXT, connected INTEGER NOT NULL, connected_by TEXT NOT NULL,
            access TEXT NOT NULL, refresh TEXT, given INTEGER NOT NULL, until INTEGER NOT NULL,
            state TEXT NOT NULL, reason TEXT, due INTEGER, lease TEXT, leased_until INTEGER) WITHOUT ROWID;
        CREATE INDEX frappe_token_due ON frappe_token (due);

        -- Somebody is on their way to the site and back. state: a hash of what they carry; good once.
        CREATE TABLE frappe_connecting (
            state TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, verifier TEXT NOT NULL, person TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
        """;
}
