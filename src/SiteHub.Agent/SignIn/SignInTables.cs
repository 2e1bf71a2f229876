namespace SiteHub.Agent.SignIn;

/// <summary>Who signed in through the hub, and what is kept of it. Times are UTC ticks; what is secret is sealed.</summary>
internal static class SignInTables
{
    public const string Sqlite =
        """
        -- Who the hub's subjects are here. A subject that was disabled before it ever came has no e-mail address yet.
        CREATE TABLE hub_user (
            issuer TEXT NOT NULL, subject TEXT NOT NULL, email TEXT, disabled INTEGER NOT NULL DEFAULT 0, disabled_at INTEGER,
            PRIMARY KEY (issuer, subject)) WITHOUT ROWID;
        CREATE UNIQUE INDEX hub_user_email ON hub_user (email COLLATE NOCASE) WHERE email IS NOT NULL;

        CREATE TABLE hub_session (
            id TEXT NOT NULL PRIMARY KEY,
            issuer TEXT NOT NULL, subject TEXT NOT NULL, sid TEXT, email TEXT NOT NULL, name TEXT NOT NULL, locale TEXT,
            started INTEGER NOT NULL, ends INTEGER NOT NULL, id_token TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX hub_session_subject ON hub_session (issuer, subject);

        -- A lease that is found at start is of a process that died between the hub's answer and this row.
        CREATE TABLE session_token (
            session TEXT NOT NULL PRIMARY KEY,
            access TEXT NOT NULL, refresh TEXT, given INTEGER NOT NULL, until INTEGER NOT NULL,
            state TEXT NOT NULL, reason TEXT, due INTEGER, lease TEXT, leased_until INTEGER) WITHOUT ROWID;
        CREATE INDEX session_token_due ON session_token (due);

        -- Logout tokens that were obeyed: none is taken twice, and a sign-in that was under way does not outlive its end.
        CREATE TABLE logout_token (jti TEXT NOT NULL PRIMARY KEY, sid TEXT, ends INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>What the hub said when: a sign-in is not ended by what came before it, nor roles by those that were told before them.</summary>
    public const string Times =
        """
        ALTER TABLE hub_session ADD COLUMN issued INTEGER;
        ALTER TABLE logout_token ADD COLUMN at INTEGER;
        ALTER TABLE hub_user ADD COLUMN roles_at INTEGER;
        """;
}
