using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Customers;

/// <summary>A customer who invites somebody, as that person sees it.</summary>
internal sealed record CustomerInvitation(string Customer, string Name, string Role)
{
    public static List<CustomerInvitation> For(Session session, string person) => session.Many(
        "SELECT c.id, c.name, i.role FROM customer_invitation i JOIN customer c ON c.id = i.customer WHERE i.person = $1 ORDER BY fold(c.name)",
        static row => new CustomerInvitation(row.Text(0), row.Text(1), row.Text(2)),
        person);
}
