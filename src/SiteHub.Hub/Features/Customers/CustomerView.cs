using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Features.Customers;

internal sealed record CustomerView(string Id, string Name, DateTimeOffset Created, IReadOnlyList<CustomerAccount> Accounts, IReadOnlyList<CustomerMember> Members)
{
    private const int MaxListed = 500;

    public static CustomerView? Find(Session session, string id) =>
        session.One("SELECT id, name, created FROM customer WHERE id = $1", static row => new CustomerView(row.Text(0), row.Text(1), row.Time(2), [], []), id) is { } found ? Whole(session, found) : null;

    public static List<CustomerView> List(Session session, string? text) =>
        [.. session.Many(
            "SELECT id, name, created FROM customer WHERE $1 IS NULL OR instr(lower(name), lower($1)) > 0 ORDER BY name COLLATE NOCASE LIMIT $2", static row => new CustomerView(row.Text(0), row.Text(1), row.Time(2), [], []), text, MaxListed)
            .Select(found => Whole(session, found))];

    private static CustomerView Whole(Session session, CustomerView found) => found with
    {
        Accounts = session.Many("SELECT site, account FROM customer_account WHERE customer = $1 ORDER BY site, account", static row => new CustomerAccount(row.Text(0), row.Text(1)), found.Id),
        Members = CustomerMember.Of(session, found.Id),
    };
}

internal sealed record CustomerAccount(string Site, string Account);

internal sealed record CustomerMember(string Person, string Email, string? Name, string Role, string State, DateTimeOffset Since)
{
    public static List<CustomerMember> Of(Session session, string customer) => session.Many(
        "SELECT p.Id, p.Email, p.Name, m.role, p.State, m.since FROM customer_member m JOIN person p ON p.Id = m.person WHERE m.customer = $1 ORDER BY p.Email",
        static row => new CustomerMember(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Text(4), row.Time(5)),
        customer);
}
