namespace SiteHub.Hub.Mail;

internal static class MailTables
{
    /// <summary>Bodies are sealed: they carry links that let somebody in.</summary>
    public const string Sqlite =
        """
        CREATE TABLE mail (
            id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, sealed TEXT NOT NULL,
            created INTEGER NOT NULL, due INTEGER, attempts INTEGER NOT NULL DEFAULT 0, sent INTEGER, error TEXT);
        CREATE INDEX mail_due ON mail (due) WHERE due IS NOT NULL;
        """;
}
