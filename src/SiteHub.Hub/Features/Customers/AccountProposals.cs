using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Customers;

/// <summary>
/// An account of nobody, and a customer that it seems to be: the site's documents name an e-mail address of the same domain together with it as the verified
/// addresses of the customer's members. Only proposed: whoever shares a domain need not be one company.
/// </summary>
/// <param name="Title">what the site calls the record</param>
internal sealed record AccountProposal(string Site, string Account, string? Title, string Email, string Customer, string CustomerName)
{
    /// <summary>Where anybody can have an address, it says nothing of whom they belong to.</summary>
    private static readonly string[] Public = ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "icloud.com", "aol.com", "proton.me", "mail.com"];

    public bool IsTelling => EmailAddress.Parse(Email) is { } address && !Public.Contains(address.Host);
}

internal static class AccountProposals
{
    private const int MaxListed = 500;

    public static List<AccountProposal> Read(Session session, SitesSeen seen) =>
        [.. session.Many(
            $"""
            WITH domain AS (
                SELECT DISTINCT m.customer, lower(substr(p.Email, instr(p.Email, '@') + 1)) AS name
                FROM customer_member m JOIN person p ON p.Id = m.person WHERE p.EmailConfirmed = 1),
            record AS (
                SELECT p.site, p.account, min(p.email) AS email, lower(substr(p.email, instr(p.email, '@') + 1)) AS domain
                FROM document_person p JOIN document d ON d.id = p.document_id
                WHERE d.state = 0 AND ($1 IS NULL OR p.site IN (SELECT value FROM json_each($1))) AND NOT EXISTS (SELECT 1 FROM customer_account a WHERE a.site = p.site AND a.account = p.account)
                GROUP BY p.site, p.account, 4)
            SELECT r.site, r.account, (SELECT t.title FROM document t WHERE t.site = r.site AND t.name = r.account AND t.account = t.name AND t.state = 0 LIMIT 1), r.email, c.id, c.name FROM record r
            JOIN domain ON domain.name = r.domain JOIN customer c ON c.id = domain.customer
            WHERE {CustomerView.Seen} ORDER BY r.site, r.account LIMIT $2
            """,
            static row => new AccountProposal(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Text(4), row.Text(5)),
            seen.Json,
            MaxListed).Where(static proposal => proposal.IsTelling)];
}
