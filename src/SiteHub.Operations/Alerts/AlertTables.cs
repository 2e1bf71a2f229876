namespace SiteHub.Operations.Alerts;

public static class AlertTables
{
    /// <summary>A cause has one open alert at most; what is over stays for a while, to be looked at.</summary>
    public const string Sqlite =
        """
        CREATE TABLE alert (
            id INTEGER PRIMARY KEY, cause TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT, page TEXT NOT NULL, mend TEXT NOT NULL,
            raised INTEGER NOT NULL, cleared INTEGER);
        CREATE UNIQUE INDEX alert_open ON alert (cause) WHERE cleared IS NULL;
        """;

    /// <summary>Whose affair each is, as JSON. Those from before are shown to nobody who is bounded to sites.</summary>
    public const string OfSites = "ALTER TABLE alert ADD COLUMN sites TEXT NOT NULL DEFAULT '[]';";
}
