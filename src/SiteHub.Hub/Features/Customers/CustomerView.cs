using System.Text.Json.Serialization;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;

namespace SiteHub.Hub.Features.Customers;

internal sealed record CustomerView(string Id, string Name, DateTimeOffset Created, IReadOnlyList<CustomerAccount> Accounts, IReadOnlyList<CustomerMember> Members)
{
    private const int MaxListed = 500;

    /// <summary>A condition on the customer <c>c</c>: it has an account at a site that is seen. <c>$1</c> is <see cref="SitesSeen.Json"/>.</summary>
    public const string Seen = "($1 IS NULL OR EXISTS (SELECT 1 FROM customer_account sa WHERE sa.customer = c.id AND sa.site IN (SELECT value FROM json_each($1))))";

    /// <summary>All its accounts are at sites that are seen. Whoever is a member sees the documents of all of them: only then may somebody bounded to sites say who is.</summary>
    [JsonIgnore]
    public bool IsWhole { get; private init; }

    /// <summary>Who was asked by mail and has not said yes.</summary>
    public IReadOnlyList<CustomerInvitation> Invited { get; private init; } = [];

    public static CustomerView? Find(Session session, string id, SitesSeen seen) =>
        session.One($"SELECT id, name, created FROM customer c WHERE {Seen} AND id = $2", static row => new CustomerView(row.Text(0), row.Text(1), row.Time(2), [], []), seen.Json, id) is { } found ? Whole(session, found, seen) : null;

    public static List<CustomerView> List(Session session, string? text, SitesSeen seen) =>
        [.. session.Many(
            $"SELECT id, name, created FROM customer c WHERE {Seen} AND ($2 IS NULL OR instr(fold(name), fold($2)) > 0) ORDER BY fold(name) LIMIT $3", static row => new CustomerView(row.Text(0), row.Text(1), row.Time(2), [], []), seen.Json, text, MaxListed)
            .Select(found => Whole(session, found, seen))];

    private static CustomerView Whole(Session session, CustomerView found, SitesSeen seen)
    {
        var accounts = session.Many("SELECT site, account, EXISTS (SELECT 1 FROM document d WHERE d.site = a.site AND d.account = a.account AND d.state = 0) FROM customer_account a WHERE customer = $1 ORDER BY site, account", static row => new CustomerAccount(row.Text(0), row.Text(1), row.Bool(2)), found.Id);
        return found with
        {
            Accounts = [.. accounts.Where(account => seen.Has(account.Site))],
            Members = CustomerMember.Of(session, found.Id),
            Invited = CustomerInvitation.Of(session, found.Id),
            IsWhole = accounts.All(account => seen.Has(account.Site)),
        };
    }
}

/// <param name="Published">false: the site has shown nothing of it yet; it is expected, or mistyped</param>
internal sealed record CustomerAccount(string Site, string Account, bool Published);

internal sealed record CustomerMember(string Person, string Email, string? Name, string Role, string State, DateTimeOffset Since)
{
    public static List<CustomerMember> Of(Session session, string customer) => session.Many(
        "SELECT p.Id, p.Email, p.Name, m.role, p.State, m.since FROM customer_member m JOIN person p ON p.Id = m.person WHERE m.customer = $1 ORDER BY p.Email",
        static row => new CustomerMember(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Text(4), row.Time(5)),
        customer);
}

/// <summary>As they were invited: what is known of them besides is told once they have said yes.</summary>
internal sealed record CustomerInvitation(string Person, string Email, string? Name, string Role, DateTimeOffset Since)
{
    public static List<CustomerInvitation> Of(Session session, string customer) => session.Many(
        "SELECT person, address, name, role, since FROM customer_invitation WHERE customer = $1 ORDER BY address",
        static row => new CustomerInvitation(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Time(4)),
        customer);
}
