using System.Text.Json.Nodes;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Webhooks;

namespace SiteHub.Hub.Customers;

/// <summary>Changes customers, their accounts and their members; each change with its entry in the audit.</summary>
internal sealed class CustomerRows(Database database, AuditTrail audit, CustomerSignal signal, PortalEvents events, TimeProvider time)
{
    /// <summary>Gives names that are not folded yet their folded form. Two that were told apart until now stay two; nobody makes a third.</summary>
    public static int Fold(Session db)
    {
        var names = db.Many("SELECT id, name FROM customer WHERE folded IS NULL", static row => (Id: row.Text(0), Name: row.Text(1)));
        foreach (var (id, name) in names)
        {
            var folded = Folding.Of(name);
            db.Execute("UPDATE customer SET folded = CASE WHEN EXISTS (SELECT 1 FROM customer o WHERE o.folded = $2) THEN $2 || char(10) || id ELSE $2 END WHERE id = $1", id, folded);
        }

        return names.Count;
    }

    /// <returns>the new customer's id; null: there is one of that name</returns>
    public Task<string?> Create(string name, Actor by, CancellationToken cancellationToken) => database.Writer.Write(db => Create(db, name, by), cancellationToken);

    public string? Create(Session db, string name, Actor by)
    {
        var now = time.GetUtcNow();
        var id = $"cus_{Guid.CreateVersion7(now):N}";
        if (db.Execute("INSERT INTO customer (id, name, folded, created) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", id, name, Folding.Of(name), now) == 0)
        {
            return null;
        }

        Note(db, by, "customer.created", id, ("name", name));
        return id;
    }

    /// <returns>true: done; false: another has the name; null: there is no such customer</returns>
    public Task<bool?> Rename(string id, string name, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            if (db.Long("SELECT 1 FROM customer WHERE folded = $1 AND id <> $2", Folding.Of(name), id) is not null)
            {
                return false;
            }

            if (db.Execute("UPDATE customer SET name = $2, folded = $3 WHERE id = $1", id, name, Folding.Of(name)) == 0)
            {
                return (bool?)null;
            }

            Note(db, by, "customer.renamed", id, ("name", name));
            return true;
        },
        cancellationToken);

    /// <summary>Its members lose sight of its documents at once; the documents stay.</summary>
    public Task<bool> Delete(string id, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            if (db.Execute("DELETE FROM customer WHERE id = $1", id) == 0)
            {
                return false;
            }

            db.Execute("DELETE FROM customer_account WHERE customer = $1", id);
            db.Execute("DELETE FROM customer_member WHERE customer = $1", id);
            db.Execute("DELETE FROM customer_invitation WHERE customer = $1", id);
            Note(db, by, "customer.deleted", id);
            return true;
        },
        cancellationToken);

    /// <summary>From now on the account is this customer's, and nobody else's.</summary>
    /// <param name="from">whose it may be taken from; null: nobody's. Its members lose sight of its documents</param>
    public Task<LinkOutcome> Link(string id, string site, string account, string? from, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(db => Link(db, id, site, account, from, by), cancellationToken);

    public LinkOutcome Link(Session db, string id, string site, string account, string? from, Actor by)
    {
        if (db.Long("SELECT 1 FROM customer WHERE id = $1", id) is null)
        {
            return new LinkOutcome.Unknown();
        }

        var before = db.Text("SELECT customer FROM customer_account WHERE site = $1 AND account = $2", site, account);
        if (before is not null && before != id && before != from)
        {
            return new LinkOutcome.Taken(before, db.Text("SELECT name FROM customer WHERE id = $1", before) ?? before);
        }

        if (before != id)
        {
            db.Execute(
                "INSERT INTO customer_account (site, account, customer, since, by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (site, account) DO UPDATE SET customer = excluded.customer, since = excluded.since, by = excluded.by",
                site,
                account,
                id,
                time.GetUtcNow(),
                by.Who);
            Note(db, by, "customer.account_linked", id, ("site", site), ("account", account), ("before", before));
        }

        return new LinkOutcome.Linked(db.Long(IsPublished, site, account) == 1);
    }

    public Task<bool> Unlink(string id, string site, string account, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            if (db.Execute("DELETE FROM customer_account WHERE site = $2 AND account = $3 AND customer = $1", id, site, account) == 0)
            {
                return false;
            }

            Note(db, by, "customer.account_unlinked", id, ("site", site), ("account", account));
            return true;
        },
        cancellationToken);

    /// <returns>false: there is no such customer, or no such person</returns>
    public Task<bool> Join(string id, string person, string role, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(db => Join(db, id, person, role, by), cancellationToken);

    public bool Join(Session db, string id, string person, string role, Actor by)
    {
        var joined = db.Execute(
            """
            INSERT INTO customer_member (customer, person, role, since, by)
            SELECT c.id, p.Id, $3, $4, $5 FROM customer c, person p WHERE c.id = $1 AND p.Id = $2
            ON CONFLICT (customer, person) DO UPDATE SET role = excluded.role
            """,
            id,
            person,
            role,
            time.GetUtcNow(),
            by.Who);
        if (joined == 0)
        {
            return false;
        }

        db.Execute("DELETE FROM customer_invitation WHERE customer = $1 AND person = $2", id, person);

        Note(db, by, "customer.member_set", id, ("person", person), ("role", role));
        return true;
    }

    /// <returns>false: they are no member</returns>
    public Task<bool> ChangeRole(string id, string person, string role, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            if (db.Execute("UPDATE customer_member SET role = $3 WHERE customer = $1 AND person = $2", id, person, role) == 0)
            {
                return false;
            }

            Note(db, by, "customer.member_set", id, ("person", person), ("role", role));
            return true;
        },
        cancellationToken);

    public Task<bool> Leave(string id, string person, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            if (db.Execute("DELETE FROM customer_member WHERE customer = $1 AND person = $2", id, person) == 0)
            {
                return false;
            }

            Note(db, by, "customer.member_removed", id, ("person", person));
            return true;
        },
        cancellationToken);

    /// <summary>Whether the site has shown anything of an account: one that it has not is expected, or mistyped.</summary>
    public const string IsPublished = "SELECT EXISTS (SELECT 1 FROM document WHERE site = $1 AND account = $2 AND state = 0)";

    private void Note(Session db, Actor by, string what, string about, params ReadOnlySpan<(string Name, string? Value)> details)
    {
        var said = new JsonObject();
        foreach (var (name, value) in details)
        {
            if (value is not null)
            {
                said[name] = value;
            }
        }

        audit.Append(db, new AuditEntry(by, what, about) { Details = said });
        db.AfterCommit(signal.Raise);
        events.Tell(db, what, null, null, json =>
        {
            json.WriteString("customer"u8, about);
            foreach (var (name, value) in said)
            {
                json.WriteString(name, (string?)value);
            }
        });
    }
}
