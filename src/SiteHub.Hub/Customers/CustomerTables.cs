namespace SiteHub.Hub.Customers;

internal static class CustomerTables
{
    public const string Sqlite =
        """
        CREATE TABLE customer (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
        CREATE UNIQUE INDEX customer_name ON customer (name COLLATE NOCASE);
        -- A record at a site belongs to one customer at most: who may see its documents is decided here and nowhere else.
        CREATE TABLE customer_account (
            site TEXT NOT NULL, account TEXT NOT NULL, customer TEXT NOT NULL, since INTEGER NOT NULL, by TEXT NOT NULL,
            PRIMARY KEY (site, account)) WITHOUT ROWID;
        CREATE INDEX customer_account_of ON customer_account (customer);
        CREATE TABLE customer_member (
            customer TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, since INTEGER NOT NULL, by TEXT NOT NULL,
            PRIMARY KEY (customer, person)) WITHOUT ROWID;
        CREATE INDEX customer_member_person ON customer_member (person);
        -- What belongs to a customer is found by its accounts.
        CREATE INDEX document_account ON document (site, account);
        """;

    /// <summary>Unique by what people take for the same name; our code writes it (<see cref="Delivery.Storage.Folding"/>).</summary>
    public const string Folded =
        """
        ALTER TABLE customer ADD COLUMN folded TEXT;
        DROP INDEX customer_name;
        CREATE UNIQUE INDEX customer_folded ON customer (folded);
        -- As what is cancelled is taken in from now on.
        UPDATE document SET status = 'Cancelled', actions = NULL, outstanding = NULL WHERE doc_status = 2;
        """;
}
