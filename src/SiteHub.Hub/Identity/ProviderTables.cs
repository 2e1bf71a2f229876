namespace SiteHub.Hub.Identity;

internal static class ProviderTables
{
    /// <summary>
    /// member_tokens_declared: what the file said last, so that a start changes what an operator decided only where the file itself was changed.
    /// authenticated: when the person last proved who they are; null: by another provider, which did not say when.
    /// </summary>
    public const string Sqlite =
        """
        ALTER TABLE site ADD COLUMN member_tokens TEXT NOT NULL DEFAULT 'thisSite';
        ALTER TABLE site ADD COLUMN member_tokens_declared TEXT NOT NULL DEFAULT 'thisSite';
        CREATE TABLE member_reach (person TEXT NOT NULL, site TEXT NOT NULL, agreed INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person, site)) WITHOUT ROWID;

        -- Client assertions that were taken, until they have expired: none is taken twice.
        CREATE TABLE used_assertion (client TEXT NOT NULL, jti TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (client, jti)) WITHOUT ROWID;
        CREATE INDEX used_assertion_until ON used_assertion (until);

        ALTER TABLE browser_session ADD COLUMN authenticated INTEGER;
        UPDATE browser_session SET authenticated = signed_in WHERE amr <> 'fed';
        """;
}
