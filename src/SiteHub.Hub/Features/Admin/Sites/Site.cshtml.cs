using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.Features.Removals;
using SiteHub.Hub.Features.Sites;
using SiteHub.Hub.Identity;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Admin.Sites;

/// <summary>One site: what it publishes and offers, and the trust between it and the hub.</summary>
[KeepsToSites]
internal sealed class SiteModel(Database database, EnrolmentCodes codes, AuditTrail audit, LinkLog log, Enrolling enrolling, SiteReach reach, Removals.Removals removals, MemberReach members, SiteRemoval removal, HubOptions hub) : AdminPage
{
    public SitesEndpoints.SiteItem Site { get; private set; } = null!;

    public SiteCatalogue? Catalogue { get; private set; }

    public Uri Hub => hub.Hub.Url;

    /// <summary>What snapshots left out, and somebody must decide on.</summary>
    public IReadOnlyList<Replica.Snapshot> Waiting { get; private set; } = [];

    public IActionResult OnGet(string site)
    {
        if (!Seen.Has(site) || SitesEndpoints.List(database).Value!.Sites.FirstOrDefault(s => s.Slug == site) is not { } found)
        {
            return NotFound();
        }

        Site = found;
        Waiting = [.. removals.List().Where(w => w.Site == site)];
        Catalogue = database.Read(s => s.One("SELECT catalogue FROM site WHERE slug = $1 AND catalogue IS NOT NULL", static row => SiteCatalogue.Read(row.Bytes(0)), site));
        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostDecideAsync(string site, string docType, string snapshot, bool remove) =>
        !Seen.Has(site) ? NotFound() : Told(await RemovalsEndpoints.Decide(new RemovalsEndpoints.RemovalDecision(site, docType, snapshot), remove, removals, HttpContext.RequestAborted), remove ? "They are removed." : "They are kept; the next snapshot asks again.");

    [KeepsToSites]
    public async Task<IActionResult> OnPostCodeAsync(string site)
    {
        if (!Seen.Has(site))
        {
            return NotFound();
        }

        var answer = await SiteTrustEndpoints.Code(site, HttpContext, database, codes, HttpContext.RequestAborted);
        if (answer is Problem)
        {
            return Told(answer, "");
        }

        TempData["Code"] = ((Ok<SiteTrustEndpoints.CodeAnswer>)answer).Value!.Code;
        return Redirect($"/admin/sites/{site}");
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRotateAsync(string site) =>
        !Seen.Has(site) ? NotFound() : Told(await SiteTrustEndpoints.Rotate(site, HttpContext, database, log, audit, HttpContext.RequestAborted), "The order is on its way: the site renews its key and the link's secret.");

    /// <summary>It opens other sites' documents, and is for those who see all of them.</summary>
    public async Task<IActionResult> OnPostReachAsync(string site, string? memberTokens) =>
        Told(await SiteTrustEndpoints.Reach(site, new SiteTrustEndpoints.ReachRequest(memberTokens), HttpContext, members, HttpContext.RequestAborted), "It counts from now on.");

    /// <summary>It takes from customers what is theirs there, and is for those who see all of it.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(string site)
    {
        var answer = await SiteTrustEndpoints.Remove(site, HttpContext, removal, HttpContext.RequestAborted);
        if (answer is Problem)
        {
            return Told(answer, "");
        }

        TempData["Done"] = Words["The site is removed, with everything that the hub had of it."].Value;
        return Redirect("/admin/sites");
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRevokeAsync(string site)
    {
        if (!Seen.Has(site))
        {
            return NotFound();
        }

        var answer = await SiteTrustEndpoints.Revoke(site, HttpContext, enrolling, reach, HttpContext.RequestAborted);
        return Told(answer, answer is Ok<SiteTrustEndpoints.RevokedAnswer> { Value.Told: true } ? "The trust is ended, and the site knows it." : "The trust is ended. The site was not reached: it stops when its tokens end, within five minutes.");
    }
}
