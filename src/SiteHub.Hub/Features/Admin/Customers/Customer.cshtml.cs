using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Customers;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Admin.Customers;

/// <summary>One customer: its records at sites, and who belongs to it.</summary>
internal sealed class CustomerModel(Database database, CustomerRows rows, MemberInvitations invitations) : AdminPage
{
    public CustomerView Customer { get; private set; } = null!;

    public IReadOnlyList<string> Sites { get; private set; } = [];

    public IActionResult OnGet(string id)
    {
        if (database.Read(session => CustomerView.Find(session, id)) is not { } found)
        {
            return NotFound();
        }

        Customer = found;
        Sites = database.Read(static session => session.Many("SELECT slug FROM site WHERE removed IS NULL ORDER BY slug", static row => row.Text(0)));
        return Page();
    }

    public async Task<IActionResult> OnPostRenameAsync(string id, string? name) =>
        Told(await CustomersEndpoints.Rename(id, new CustomersEndpoints.CustomerRequest(name), HttpContext, rows, HttpContext.RequestAborted), "Saved.");

    public async Task<IActionResult> OnPostDeleteAsync(string id)
    {
        var answer = await CustomersEndpoints.Delete(id, HttpContext, rows, HttpContext.RequestAborted);
        if (answer is Problem)
        {
            return Told(answer, "");
        }

        TempData["Done"] = Words["The customer is removed; the documents stay."].Value;
        return Redirect("/admin/customers");
    }

    public async Task<IActionResult> OnPostLinkAsync(string id, string site, string? account) => string.IsNullOrWhiteSpace(account)
        ? Warn("Give the account's name at the site.")
        : Told(await CustomersEndpoints.Link(id, site, account.Trim(), HttpContext, rows, database, HttpContext.RequestAborted), "The account is this customer's.");

    public async Task<IActionResult> OnPostUnlinkAsync(string id, string site, string account) =>
        Told(await CustomersEndpoints.Unlink(id, site, account, HttpContext, rows, HttpContext.RequestAborted), "The account is nobody's.");

    public async Task<IActionResult> OnPostInviteAsync(string id, string? email, string? name, string? role) =>
        Told(await CustomersEndpoints.Invite(id, new CustomersEndpoints.InvitationRequest(email?.Trim(), string.IsNullOrWhiteSpace(name) ? null : name.Trim(), null, role), HttpContext, invitations, HttpContext.RequestAborted), "They are a member, and have been told by mail.");

    public async Task<IActionResult> OnPostRoleAsync(string id, string person, string? role) =>
        Told(await CustomersEndpoints.Join(id, person, new CustomersEndpoints.MemberRequest(role), HttpContext, rows, HttpContext.RequestAborted), "Saved.");

    public async Task<IActionResult> OnPostLeaveAsync(string id, string person) =>
        Told(await CustomersEndpoints.Leave(id, person, HttpContext, rows, HttpContext.RequestAborted), "They are no member any more.");
}
