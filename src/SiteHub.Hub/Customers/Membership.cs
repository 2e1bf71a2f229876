using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Customers;

/// <summary>A customer as one of its members belongs to it.</summary>
internal sealed record Membership(string Customer, string Name, string Role)
{
    /// <summary>A token of a site tells of those that have an account there.</summary>
    public static List<Membership> Of(Session session, Reader reader)
    {
        var args = new List<object?> { reader.Person };
        return session.Many(
            $"""
            SELECT c.id, c.name, m.role FROM customer_member m JOIN customer c ON c.id = m.customer
            WHERE m.person = $1 AND {(reader.Site is null ? "1" : $"EXISTS (SELECT 1 FROM customer_account a WHERE a.customer = m.customer AND {reader.At("a.site", args)})")}
            ORDER BY fold(c.name)
            """,
            static row => new Membership(row.Text(0), row.Text(1), row.Text(2)),
            [.. args]);
    }

    /// <summary>By which of their customers a member may act for an account; null: by none.</summary>
    public static Membership? ForAccount(Session session, Reader reader, string site, string? account)
    {
        var args = new List<object?> { reader.Person, site, account, reader.Customer };
        return session.One(
            $"""
            SELECT c.id, c.name, m.role FROM customer_account a JOIN customer_member m ON m.customer = a.customer JOIN customer c ON c.id = a.customer
            WHERE a.site = $2 AND a.account = $3 AND m.person = $1 AND ($4 IS NULL OR c.id = $4) AND {reader.At("a.site", args)}
            """,
            static row => new Membership(row.Text(0), row.Text(1), row.Text(2)),
            [.. args]);
    }
}
