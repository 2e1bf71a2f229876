namespace SiteHub.Hub.Enrolment;

internal static class EnrolmentTables
{
    /// <summary>
    /// The code as a hash; used_by is the thumbprint of the key that used it, so that a site whose answer was lost may ask again with the same code and key.
    /// secret: the link's, sealed, for that and for whoever repeats a rotation.
    /// </summary>
    public const string Sqlite =
        """
        CREATE TABLE enrolment (
            site TEXT NOT NULL PRIMARY KEY,
            code_hash TEXT, code_expires INTEGER, used_by TEXT,
            keys TEXT NOT NULL DEFAULT '[]', secret TEXT, former_secret TEXT, former_until INTEGER,
            enrolled INTEGER, rotated INTEGER, revoked INTEGER) WITHOUT ROWID;
        """;
}
