using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Customers;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Admin.Customers;

/// <summary>The customers, with a search; accounts that seem to be one's; many at once out of a file.</summary>
[KeepsToSites]
internal sealed class IndexModel(Database database, CustomerRows rows, MemberInvitations invitations) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    public IReadOnlyList<CustomerView> Customers { get; private set; } = [];

    public IReadOnlyList<AccountProposal> Proposals { get; private set; } = [];

    public void OnGet() => (Customers, Proposals) = database.Read(session => (CustomerView.List(session, string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(), Seen), AccountProposals.Read(session, Seen)));

    public async Task<IActionResult> OnPostAsync(string? name)
    {
        var answer = await CustomersEndpoints.Create(new CustomersEndpoints.CustomerRequest(name), HttpContext, rows, database, HttpContext.RequestAborted);
        return answer is Microsoft.AspNetCore.Http.HttpResults.Created<CustomerView> made ? Redirect($"/admin/customers/{made.Value!.Id}") : Told(answer, "");
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostConfirmAsync(string customer, string site, string account) =>
        !Seen.Has(site) || database.Read(session => CustomerView.Find(session, customer, Seen)) is null ? NotFound() : Told(await CustomersEndpoints.Link(customer, site, account, HttpContext, rows, database, HttpContext.RequestAborted), "The account is this customer's.");

    public async Task<IActionResult> OnPostImportAsync(IFormFile? file, bool dryRun)
    {
        if (file is null)
        {
            return Warn("Choose a file first.");
        }

        var answer = await CustomersImport.Run(file.OpenReadStream(), HttpContext, database, rows, invitations, dryRun);
        return answer is Microsoft.AspNetCore.Http.HttpResults.Ok<CustomersImport.Answer> { Value: { } told }
            ? Done(dryRun ? "All {0} lines are good; nothing is done yet." : "{0} lines: {1} customers made, {2} accounts linked, {3} members invited.", told.Lines, told.Created, told.Linked, told.Members)
            : Told(answer, "");
    }
}
