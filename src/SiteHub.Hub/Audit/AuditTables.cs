namespace SiteHub.Hub.Audit;

internal static class AuditTables
{
    /// <summary>The triggers stop mistakes of this program and of whoever mends a database by hand; what stops nobody is still found by the chain.</summary>
    public const string Sqlite =
        """
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY, at INTEGER NOT NULL,
            who TEXT NOT NULL, address TEXT, agent TEXT,
            what TEXT NOT NULL, about TEXT, outcome TEXT NOT NULL, details TEXT,
            hash TEXT NOT NULL);
        CREATE INDEX audit_who ON audit (who);
        CREATE INDEX audit_what ON audit (what);
        CREATE INDEX audit_at ON audit (at);
        CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only ever appended to'); END;
        CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only ever appended to'); END;
        """;
}
