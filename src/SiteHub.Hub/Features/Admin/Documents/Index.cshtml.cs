using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Admin.Documents;

/// <summary>The documents of all sites, found by what stands in them.</summary>
[KeepsToSites]
internal sealed class IndexModel(Database database) : AdminPage
{
    public DocumentPage Found { get; private set; } = new([], null, null);

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    public IReadOnlyList<string> Sites { get; private set; } = [];

    public IReadOnlyList<string> DocTypes { get; private set; } = [];

    /// <summary>Whose the accounts are, by site and account.</summary>
    public IReadOnlyDictionary<(string Site, string Account), (string Id, string Name)> Owners { get; private set; } = new Dictionary<(string, string), (string, string)>();

    public string? Given(string name) => Request.Query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public string Address(string? cursor) => QueryAddress.Of(Request.Query, "/admin/documents", ("cursor", cursor));

    public void OnGet()
    {
        (var query, Faults) = DocumentQuery.Read(Request.Query);
        database.Read(session =>
        {
            Sites = [.. session.Many("SELECT slug FROM site ORDER BY slug", static row => row.Text(0)).Where(Seen.Has)];
            DocTypes = session.Many("SELECT DISTINCT doc_type FROM document WHERE state = 0 AND ($1 IS NULL OR site IN (SELECT value FROM json_each($1))) ORDER BY 1 LIMIT 200", static row => row.Text(0), Seen.Json);
            if (query is not null)
            {
                Found = DocumentList.Read(session, Reader.OfTheHub with { Seen = Seen }, query);
                Owners = Found.Documents.Where(static item => item.Account is not null).Select(static item => (item.Site, Account: item.Account!)).Distinct()
                    .Select(place => (place, Owner: DocumentOwner.Of(session, place.Site, place.Account))).Where(static found => found.Owner is not null).ToDictionary(static found => found.place, static found => (found.Owner!.Id, found.Owner.Name));
            }

            return true;
        });
    }
}

/// <summary>The customer whose an account is.</summary>
internal sealed record DocumentOwner(string Id, string Name)
{
    public static DocumentOwner? Of(Session session, string site, string? account) => session.One(
        "SELECT c.id, c.name FROM customer_account a JOIN customer c ON c.id = a.customer WHERE a.site = $1 AND a.account = $2", static row => new DocumentOwner(row.Text(0), row.Text(1)), site, account);
}
