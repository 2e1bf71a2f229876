namespace SiteHub.Hub.People;

internal static class PeopleTables
{
    public const string Sqlite =
        """
        CREATE TABLE sign_in_attempt (key TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX sign_in_attempt_key ON sign_in_attempt (key);
        CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at);

        -- What was sent to somebody by mail to prove that they can read it: once, and only its hash is here.
        CREATE TABLE person_code (
            hash TEXT NOT NULL PRIMARY KEY, purpose TEXT NOT NULL, person_id TEXT NOT NULL, data TEXT,
            created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE used_code (person_id TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person_id, code)) WITHOUT ROWID;
        CREATE INDEX person_code_person ON person_code (person_id, purpose);
        """;
}
