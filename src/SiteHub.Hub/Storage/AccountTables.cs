namespace SiteHub.Hub.Storage;

/// <summary>What came to accounts and to the audit with their second version.</summary>
internal static class AccountTables
{
    public const string Sqlite =
        """
        -- Whoever asks for an account has none: an address, and the hash of the link that was mailed to it.
        CREATE TABLE registration (code TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL, language TEXT, expires INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX registration_address ON registration (address);

        -- When the person in a browser proved themselves again, after they had signed in.
        CREATE TABLE recent_proof (session_id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

        -- Whom a customer's administrator has invited and who has not said yes. It holds what was typed, and not who that is.
        CREATE TABLE customer_invitation (
            customer TEXT NOT NULL, person TEXT NOT NULL, address TEXT NOT NULL, name TEXT, role TEXT NOT NULL, since INTEGER NOT NULL, by TEXT NOT NULL,
            PRIMARY KEY (customer, person)) WITHOUT ROWID;
        CREATE INDEX customer_invitation_person ON customer_invitation (person);

        -- Names that go with the numbers of the audit. They can be emptied; the audit cannot, and holds without them.
        CREATE TABLE audit_person (id TEXT NOT NULL PRIMARY KEY, name TEXT, email TEXT) WITHOUT ROWID;
        -- Where somebody came from. The audit holds its key, a hash with a salt: emptied, it says nothing of what stood here.
        CREATE TABLE audit_origin (key TEXT NOT NULL PRIMARY KEY, who TEXT NOT NULL, salt TEXT, address TEXT, agent TEXT) WITHOUT ROWID;
        CREATE INDEX audit_origin_of ON audit_origin (who, address);
        ALTER TABLE audit ADD COLUMN origin TEXT;

        -- Before, anybody could make an account for an address that is not theirs. What nobody has confirmed goes.
        DELETE FROM person WHERE State = 'AwaitsApproval' AND EmailConfirmed = 0;
        DELETE FROM person_code WHERE purpose = 'verification';
        """;
}
