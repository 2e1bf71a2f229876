using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Features.Actions;

/// <summary>What was asked for, where it stands, and what can be asked for without a document.</summary>
internal sealed class IndexModel(Database database, ActionCatalogue catalogue) : MemberPage
{
    private const int PageSize = 50;

    public IReadOnlyList<ActionView> Actions { get; private set; } = [];

    public IReadOnlyList<(string Site, CatalogueAction Action)> Offers { get; private set; } = [];

    public string? Next { get; private set; }

    public void OnGet(string? before)
    {
        var found = database.Read(session => ActionView.List(session, Reader, Parsed(before), PageSize + 1));
        Actions = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? string.Create(CultureInfo.InvariantCulture, $"{found[PageSize - 1].Created.Ticks}_{found[PageSize - 1].Id}") : null;
        var accounts = database.Read(session => ActionAccounts.Of(session, Reader));
        Offers =
        [
            .. Sites.Keys.SelectMany(site => catalogue.Of(site).Actions
                .Where(action => !action.OnDocument && accounts.Any(account => account.Site == site && MemberRoles.Suffices(account.Role, action.Role)))
                .Select(action => (site, action))),
        ];
    }

    private static (DateTimeOffset, string)? Parsed(string? before) =>
        before?.Split('_', 2) is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.Ticks ? (new DateTimeOffset(at, TimeSpan.Zero), id) : null;
}

/// <summary>An account for which the member may act, and as what.</summary>
internal sealed record ActionAccounts(string Site, string Account, string Customer, string Role)
{
    public static List<ActionAccounts> Of(Session session, Reader reader) => session.Many(
        """
        SELECT a.site, a.account, c.name, m.role FROM customer_member m JOIN customer_account a ON a.customer = m.customer JOIN customer c ON c.id = m.customer
        WHERE m.person = $1 AND ($2 IS NULL OR m.customer = $2) ORDER BY c.name, a.account
        """,
        static row => new ActionAccounts(row.Text(0), row.Text(1), row.Text(2), row.Text(3)),
        reader.Person,
        reader.Customer);
}
