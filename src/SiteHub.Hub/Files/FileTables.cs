namespace SiteHub.Hub.Files;

internal static class FileTables
{
    /// <summary>
    /// What members gave with a request, until its site has it. request, place: which of its files it is; null until the request is stored, in one transaction with it. The
    /// row stays with its request, the bytes go as soon as the site says anything of the request: it fetches them before that.
    /// </summary>
    public const string Sqlite =
        """
        CREATE TABLE held_file (
            id TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, request TEXT, place INTEGER, name TEXT NOT NULL, size INTEGER NOT NULL, hash TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
        CREATE UNIQUE INDEX held_file_request ON held_file (request, place) WHERE request IS NOT NULL;
        CREATE TABLE held_file_piece (file TEXT NOT NULL, piece INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (file, piece)) WITHOUT ROWID;
        CREATE TRIGGER held_file_taken AFTER UPDATE OF state ON action_request WHEN new.state NOT IN ('requested', 'sent')
        BEGIN
            DELETE FROM held_file_piece WHERE file IN (SELECT id FROM held_file WHERE request = new.id);
        END;
        CREATE TRIGGER held_file_gone AFTER DELETE ON held_file
        BEGIN
            DELETE FROM held_file_piece WHERE file = old.id;
        END;
        """;
}
