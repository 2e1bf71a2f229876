using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Customers;

/// <summary>
/// Somebody who seems to belong to a customer: a company has their address in the customer's own record, as that of its office or among the users of its portal. Only
/// proposed: nobody sees anything by it, until whoever may invites them and they say yes.
/// </summary>
internal sealed record MemberProposal(string Email, string Site, string Account)
{
    private const int MostListed = 100;

    public static List<MemberProposal> Of(Session session, string customer, SitesSeen seen) =>
        [.. session.Many(
            """
            WITH record AS (
                SELECT d.site, d.account, (SELECT r.body FROM document_revision r WHERE r.document_id = d.id AND r.removal = 0 ORDER BY r.epoch DESC, r.revision DESC, r.publication_version DESC LIMIT 1) AS body
                FROM customer_account a JOIN document d ON d.site = a.site AND d.account = a.account AND d.name = a.account
                WHERE a.customer = $1 AND d.state = 0 AND ($2 IS NULL OR d.site IN (SELECT value FROM json_each($2)))),
            address AS (
                SELECT site, account, json_extract(body, '$.email_id') AS email FROM record
                UNION SELECT record.site, record.account, CASE WHEN one.type = 'object' THEN json_extract(one.value, '$.user') END FROM record, json_each(record.body, '$.portal_users') one)
            SELECT email, site, account FROM address WHERE typeof(email) = 'text' AND instr(email, '@') > 1 ORDER BY email, site LIMIT $3
            """,
            static row => new MemberProposal(row.Text(0), row.Text(1), row.Text(2)),
            customer,
            seen.Json,
            MostListed * 2)
            .Select(static one => EmailAddress.Parse(one.Email) is { } address ? one with { Email = address.Text } : null).OfType<MemberProposal>()
            .DistinctBy(static one => one.Email).ExceptBy(ShownMember.Of(session, customer).Select(static member => member.Email), static one => one.Email, StringComparer.OrdinalIgnoreCase).Take(MostListed)];
}
