using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Customers;

/// <summary>
/// Somebody who seems to belong to a customer: a company's documents name their address together with the customer's record, as that of its office, a user of its portal or a
/// contact. Only proposed: nobody sees anything by it, until whoever may invites them and they say yes.
/// </summary>
internal sealed record MemberProposal(string Email, string Site, string Account)
{
    private const int MostListed = 100;

    public static List<MemberProposal> Of(Session session, string customer, SitesSeen seen) =>
        [.. session.Many(
            """
            SELECT DISTINCT p.email, p.site, p.account FROM customer_account a JOIN document_person p ON p.site = a.site AND p.account = a.account JOIN document d ON d.id = p.document_id
            WHERE a.customer = $1 AND d.state = 0 AND ($2 IS NULL OR p.site IN (SELECT value FROM json_each($2))) ORDER BY p.email, p.site LIMIT $3
            """,
            static row => new MemberProposal(row.Text(0), row.Text(1), row.Text(2)),
            customer,
            seen.Json,
            MostListed * 2)
            .Select(static one => EmailAddress.Parse(one.Email) is { } address ? one with { Email = address.Text } : null).OfType<MemberProposal>()
            .DistinctBy(static one => one.Email).ExceptBy(ShownMember.Of(session, customer).Select(static member => member.Email), static one => one.Email, StringComparer.OrdinalIgnoreCase).Take(MostListed)];
}
