using SiteHub.Delivery.Storage;
using SiteHub.Hub.Features.Customers;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin;

/// <summary>What waits for somebody's decision at the hub, and mail that does not leave.</summary>
internal sealed class HubAttention(Database database, Removals.Removals removals, TimeProvider time) : IAttention
{
    private static readonly TimeSpan Unmailed = TimeSpan.FromMinutes(10);

    public IEnumerable<Attention> Look()
    {
        var now = time.GetUtcNow();
        var (approval, proposals, mail) = database.Read(session => (
            session.Long("SELECT count(*) FROM person WHERE State = 'AwaitsApproval' AND EmailConfirmed = 1") ?? 0,
            AccountProposals.Read(session, SitesSeen.All).Count,
            session.One("SELECT error FROM mail WHERE due IS NOT NULL AND attempts > 0 AND created < $1 ORDER BY due LIMIT 1", static row => row.TextOrNull(0) ?? "", now - Unmailed)));
        if (approval > 0)
        {
            yield return new Attention("people:approval", "People who wait for approval: {0}", $"{approval}", null, "/admin/people?state=AwaitsApproval", "Approve them, or disable them", "approval-waiting") { IsTask = true };
        }

        if (proposals > 0)
        {
            yield return new Attention("customers:proposals", "Accounts that seem to be a customer's: {0}", $"{proposals}", null, "/admin/customers", "Confirm those that are right", "accounts-proposed") { IsTask = true };
        }

        foreach (var waiting in removals.List())
        {
            yield return new Attention($"removal:{waiting.Site}:{waiting.DocType}", "Site {0} left out more documents than are removed unasked", waiting.Site, $"{waiting.DocType}: {waiting.Missing ?? 0} / {waiting.Held ?? 0}", $"/admin/sites/{waiting.Site}", "Decide whether they are to go", "removal-waiting") { Sites = [waiting.Site] };
        }

        foreach (var (site, url) in database.Read(static session => session.Many(
            "SELECT DISTINCT q.site, (SELECT s.url FROM site s WHERE s.slug = q.site) FROM action_request q WHERE q.state = 'unknown'", static row => (row.Text(0), row.TextOrNull(1)))))
        {
            yield return new Attention($"actions:unknown:{site}", "Whether actions were done is not known at site {0}", site, url, "/admin/requests?state=unknown", "The site's operators look, and decide in the site's console under Actions", "action-unknown") { Sites = [site] };
        }

        if (mail is not null)
        {
            yield return new Attention("mail:failing", "Mail does not leave{0}", "", mail, "/admin/settings", "See the mail server's settings", "mail-failing");
        }
    }
}
