using SiteHub.Delivery.Storage;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Customers;

/// <summary>
/// An account of nobody, and a customer that it seems to be: the site's record names an e-mail address of the same domain as the verified
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

    public static List<AccountProposal> Read(Session session) =>
        [.. session.Many(
            """
            WITH domain AS (
                SELECT DISTINCT m.customer, lower(substr(p.Email, instr(p.Email, '@') + 1)) AS name
                FROM customer_member m JOIN person p ON p.Id = m.person WHERE p.EmailConfirmed = 1),
            record AS (
                SELECT d.site, d.account, d.title, json_extract(
                    (SELECT r.body FROM document_revision r WHERE r.document_id = d.id AND r.removal = 0 ORDER BY r.epoch DESC, r.revision DESC, r.publication_version DESC LIMIT 1), '$.email_id') AS email
                FROM document d WHERE d.state = 0 AND d.account = d.name AND NOT EXISTS (SELECT 1 FROM customer_account a WHERE a.site = d.site AND a.account = d.account))
            SELECT r.site, r.account, r.title, r.email, c.id, c.name FROM record r
            JOIN domain ON domain.name = lower(substr(r.email, instr(r.email, '@') + 1)) JOIN customer c ON c.id = domain.customer
            WHERE instr(r.email, '@') > 1 ORDER BY r.site, r.account LIMIT $1
            """,
            static row => new AccountProposal(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Text(4), row.Text(5)),
            MaxListed).Where(static proposal => proposal.IsTelling)];
}
