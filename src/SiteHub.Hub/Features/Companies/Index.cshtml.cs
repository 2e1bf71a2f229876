using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;

namespace SiteHub.Hub.Features.Companies;

/// <summary>The companies, each to be entered without a further sign-in, and as whom they know the member's customers.</summary>
internal sealed class IndexModel(Database database, ActionCatalogue catalogue) : MemberPage
{
    private ILookup<string, (string Account, string Customer)> _accounts = Array.Empty<(string, string)>().ToLookup(static _ => "");

    public IEnumerable<(string Account, string Customer)> AccountsAt(string site) => _accounts[site];

    /// <summary>Whether a member may connect a user of their own there.</summary>
    public bool TakesOwnUsers(string site) => _accounts.Contains(site) && catalogue.Of(site).OwnUsers;

    public void OnGet() => _accounts = database.Read(session => session.Many(
        """
        SELECT a.site, a.account, c.name FROM customer_member m JOIN customer_account a ON a.customer = m.customer JOIN customer c ON c.id = m.customer
        WHERE m.person = $1 AND ($2 IS NULL OR m.customer = $2) ORDER BY c.name, a.account
        """,
        static row => (Site: row.Text(0), Account: row.Text(1), Customer: row.Text(2)),
        Person,
        Reader.Customer)).ToLookup(static found => found.Site, static found => (found.Account, found.Customer));
}
