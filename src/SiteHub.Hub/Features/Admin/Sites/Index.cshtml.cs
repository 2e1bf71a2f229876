using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.Features.Sites;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Admin.Sites;

/// <summary>The sites that the hub knows; another is made known here, and given its code.</summary>
[KeepsToSites]
internal sealed class IndexModel(Database database, EnrolmentCodes codes, AuditTrail audit) : AdminPage
{
    public IReadOnlyList<SitesEndpoints.SiteItem> Sites { get; private set; } = [];

    public void OnGet() => Sites = [.. SitesEndpoints.List(database).Value!.Sites.Where(site => Seen.Has(site.Slug))];

    public async Task<IActionResult> OnPostAsync(string? slug, string? name, string? url)
    {
        var answer = await SiteTrustEndpoints.Create(new SiteTrustEndpoints.SiteRequest(slug?.Trim(), string.IsNullOrWhiteSpace(name) ? null : name.Trim(), url?.Trim()), HttpContext, database, codes, audit, HttpContext.RequestAborted);
        if (answer is Problem)
        {
            return Told(answer, "");
        }

        TempData["Code"] = ((Microsoft.AspNetCore.Http.HttpResults.Created<SiteTrustEndpoints.CodeAnswer>)answer).Value!.Code;
        return Redirect($"/admin/sites/{slug!.Trim()}");
    }
}
