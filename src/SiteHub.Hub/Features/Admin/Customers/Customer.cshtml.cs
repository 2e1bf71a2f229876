using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Customers;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Admin.Customers;

/// <summary>One customer: its records at sites, and who belongs to it.</summary>
[KeepsToSites]
internal sealed class CustomerModel(Database database, CustomerRows rows, MemberInvitations invitations) : AdminPage
{
    public CustomerView Customer { get; private set; } = null!;

    public IReadOnlyList<string> Sites { get; private set; } = [];

    public IReadOnlyList<MemberProposal> Proposals { get; private set; } = [];

    public IActionResult OnGet(string id)
    {
        if (Find(id) is not { } found)
        {
            return NotFound();
        }

        Customer = found;
        Proposals = database.Read(session => MemberProposal.Of(session, id, Seen));
        Sites = [.. database.Read(static session => session.Many("SELECT slug FROM site WHERE removed IS NULL ORDER BY slug", static row => row.Text(0))).Where(Seen.Has)];
        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRenameAsync(string id, string? name) =>
        Refused(id) is { } refused ? refused : Told(await CustomersEndpoints.Rename(id, new CustomersEndpoints.CustomerRequest(name), HttpContext, rows, HttpContext.RequestAborted), "Saved.");

    [KeepsToSites]
    public async Task<IActionResult> OnPostDeleteAsync(string id)
    {
        if (Refused(id) is { } refused)
        {
            return refused;
        }

        var answer = await CustomersEndpoints.Delete(id, HttpContext, rows, HttpContext.RequestAborted);
        if (answer is Problem)
        {
            return Told(answer, "");
        }

        TempData["Done"] = Words["The customer is removed; the documents stay."].Value;
        return Redirect("/admin/customers");
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostLinkAsync(string id, string site, string? account, string? from)
    {
        if (IsHidden(id, site) || Find(id) is not { } customer)
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(account))
        {
            return Warn("Give the account's name at the site.");
        }

        if (CustomersEndpoints.SiteFault(database, site) is { } fault)
        {
            return Told(Problem.Invalid([fault]), "");
        }

        return await rows.Link(id, site, account.Trim(), from, Actor.Of(HttpContext), HttpContext.RequestAborted) switch
        {
            LinkOutcome.Linked { IsPublished: true } => Done("The account is this customer's."),
            LinkOutcome.Linked => Warn("The account is this customer's. The site has shown nothing of it yet: if it was to, look whether its name is right."),
            LinkOutcome.Taken taken => Ask(Words["{0} at {1} is {2}'s. Take it from them? Their members see none of its documents from that moment, and those of {3} do.", account.Trim(), site, taken.Name, customer.Name], "from", taken.Customer),
            _ => NotFound(),
        };
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostUnlinkAsync(string id, string site, string account) =>
        IsHidden(id, site) ? NotFound() : Told(await CustomersEndpoints.Unlink(id, site, account, HttpContext, rows, HttpContext.RequestAborted), "The account is nobody's.");

    [KeepsToSites]
    public async Task<IActionResult> OnPostInviteAsync(string id, string? email, string? name, string? role) =>
        Refused(id) is { } refused ? refused : Told(await CustomersEndpoints.Invite(id, new CustomersEndpoints.InvitationRequest(email?.Trim(), string.IsNullOrWhiteSpace(name) ? null : name.Trim(), null, role), HttpContext, invitations, HttpContext.RequestAborted), Seen.AreAll ? "They are a member, and are told by mail." : "They are asked by mail, and are a member once they have said yes.");

    [KeepsToSites]
    public async Task<IActionResult> OnPostRoleAsync(string id, string person, string? role) =>
        Refused(id) is { } refused ? refused : Told(await CustomersEndpoints.Join(id, person, new CustomersEndpoints.MemberRequest(role), HttpContext, rows, HttpContext.RequestAborted), "Saved.");

    [KeepsToSites]
    public async Task<IActionResult> OnPostLeaveAsync(string id, string person) =>
        Refused(id) is { } refused ? refused : Told(await CustomersEndpoints.Leave(id, person, HttpContext, rows, invitations, HttpContext.RequestAborted), "They are no member any more.");

    private CustomerView? Find(string id) => database.Read(session => CustomerView.Find(session, id, Seen));

    private bool IsHidden(string id, string site) => !Seen.AreAll && (!Seen.Has(site) || Find(id) is null);

    /// <summary>The customer as a whole is changed by those who see the whole of it.</summary>
    private StatusCodeResult? Refused(string id) => Seen.AreAll ? null : Find(id) switch
    {
        null => NotFound(),
        { IsWhole: false } => StatusCode(StatusCodes.Status403Forbidden),
        _ => null,
    };
}
