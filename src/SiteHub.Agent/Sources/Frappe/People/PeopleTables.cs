namespace SiteHub.Agent.Sources.Frappe.People;

/// <summary>The hub's people as users of the Frappe site: what they shall be there, and what was done of it.</summary>
internal static class PeopleTables
{
    public const string Sqlite =
        """
        -- roles, disabled, leaving: what the hub said, with its time. given: the roles that were put on the user from here, noted before they are. held: the user
        -- was enabled, and was disabled from here; nobody else's doing is undone. due: when something is to be done; null: nothing.
        CREATE TABLE frappe_person (
            subject TEXT NOT NULL PRIMARY KEY, email TEXT, roles TEXT NOT NULL DEFAULT '[]', told_at INTEGER,
            disabled INTEGER NOT NULL DEFAULT 0, disabled_at INTEGER, leaving INTEGER, left INTEGER,
            given TEXT NOT NULL DEFAULT '[]', held INTEGER NOT NULL DEFAULT 0,
            due INTEGER, tries INTEGER NOT NULL DEFAULT 0, reason TEXT, done INTEGER) WITHOUT ROWID;
        CREATE INDEX frappe_person_due ON frappe_person (due);
        """;
}
