using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Customers;

/// <summary>Somebody as the customer's own members see them: of whoever has not said yes yet, only what was typed when they were invited.</summary>
internal sealed record ShownMember(string Person, string Email, string? Name, string Role, bool IsInvited)
{
    public static List<ShownMember> Of(Session session, string customer) => session.Many(
        """
        SELECT p.Id, p.Email, p.Name, m.role, p.State = 'Invited' FROM customer_member m JOIN person p ON p.Id = m.person WHERE m.customer = $1
        UNION ALL SELECT i.person, i.address, i.name, i.role, 1 FROM customer_invitation i WHERE i.customer = $1
        ORDER BY 2
        """,
        static row => new ShownMember(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Bool(4)),
        customer);
}
