using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Customers;

/// <summary>A customer as one of its members belongs to it.</summary>
internal sealed record Membership(string Customer, string Name, string Role)
{
    public static List<Membership> Of(Session session, string person) => session.Many(
        "SELECT c.id, c.name, m.role FROM customer_member m JOIN customer c ON c.id = m.customer WHERE m.person = $1 ORDER BY c.name COLLATE NOCASE",
        static row => new Membership(row.Text(0), row.Text(1), row.Text(2)),
        person);

    /// <summary>By which of their customers a person may act for an account; null: by none.</summary>
    public static Membership? ForAccount(Session session, string person, string site, string? account, string? customer) => session.One(
        """
        SELECT c.id, c.name, m.role FROM customer_account a JOIN customer_member m ON m.customer = a.customer JOIN customer c ON c.id = a.customer
        WHERE a.site = $2 AND a.account = $3 AND m.person = $1 AND ($4 IS NULL OR c.id = $4)
        """,
        static row => new Membership(row.Text(0), row.Text(1), row.Text(2)),
        person,
        site,
        account,
        customer);
}
