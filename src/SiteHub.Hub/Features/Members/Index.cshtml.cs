using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Operations;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Features.Members;

/// <summary>Who belongs to the member's customers. An administrator of one invites and removes there, and nowhere else.</summary>
internal sealed class IndexModel(Database database, CustomerRows rows, MemberInvitations invitations, IStringLocalizer<PortalTexts> text) : MemberPage
{
    public IReadOnlyList<ShownCustomer> Customers { get; private set; } = [];

    public string Me => Person;

    public void OnGet() => Customers = database.Read(session => Memberships
        .Where(membership => Frame.Current is null || membership == Frame.Current)
        .Select(membership => new ShownCustomer(membership, ShownMember.Of(session, membership.Customer), membership.Role == MemberRoles.Administrator ? MemberProposal.Of(session, membership.Customer, SitesSeen.All) : [])).ToList());

    public async Task<IActionResult> OnPostInviteAsync(string customer, string? email, string? name, string? role)
    {
        if (!Administers(customer))
        {
            return NotFound();
        }

        if (EmailAddress.Parse(email) is not { } address || role is null || !MemberRoles.All.Contains(role) || !PersonName.TryParse(name, out var called))
        {
            TempData["Warning"] = text["Give an e-mail address and a role."].Value;
            return RedirectToPage();
        }

        if (await invitations.Ask(customer, address, called, role, Actor.Of(HttpContext), HttpContext.RequestAborted) is JoinOutcome.MemberAlready already)
        {
            TempData["Warning"] = text["{0} is a member already, as {1}: nothing is changed, and no mail is sent. What they may do is changed in the list.", address.Text, text[already.Role].Value].Value;
            return RedirectToPage();
        }

        TempData["Done"] = text["{0} is invited by mail, and becomes a member by saying yes.", address.Text].Value;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRoleAsync(string customer, string person, string? role)
    {
        if (!MayChange(customer, person) || role is null || !MemberRoles.All.Contains(role))
        {
            return NotFound();
        }

        if (!await invitations.ChangeRole(customer, person, role, HttpContext.RequestAborted))
        {
            await rows.Join(customer, person, role, Actor.Of(HttpContext), HttpContext.RequestAborted);
        }

        TempData["Done"] = text["Saved."].Value;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string customer, string person)
    {
        if (!MayChange(customer, person))
        {
            return NotFound();
        }

        if (!await invitations.End(customer, person, Actor.Of(HttpContext), HttpContext.RequestAborted))
        {
            await rows.Leave(customer, person, Actor.Of(HttpContext), HttpContext.RequestAborted);
        }

        TempData["Done"] = text["They are no member any more."].Value;
        return RedirectToPage();
    }

    /// <summary>Of the person who looks: they were invited.</summary>
    public async Task<IActionResult> OnPostAcceptAsync(string customer)
    {
        if (!await invitations.Accept(customer, Person, Actor.Of(HttpContext), HttpContext.RequestAborted))
        {
            return NotFound();
        }

        TempData["Done"] = text["You are a member now."].Value;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostDeclineAsync(string customer)
    {
        if (!await invitations.End(customer, Person, Actor.Of(HttpContext), HttpContext.RequestAborted))
        {
            return NotFound();
        }

        TempData["Done"] = text["You are not a member; nothing is shown to you."].Value;
        return RedirectToPage();
    }

    private bool Administers(string customer) => Memberships.Any(membership => membership.Customer == customer && membership.Role == MemberRoles.Administrator);

    /// <summary>Only whoever belongs there already, and not oneself: the last administrator must not lock everybody out by a slip.</summary>
    private bool MayChange(string customer, string person) =>
        Administers(customer) && person != Person && database.Read(session => session.Long("SELECT 1 FROM customer_member WHERE customer = $1 AND person = $2 UNION SELECT 1 FROM customer_invitation WHERE customer = $1 AND person = $2", customer, person)) == 1;
}

internal sealed record ShownCustomer(Membership Membership, IReadOnlyList<ShownMember> Members, IReadOnlyList<MemberProposal> Proposals)
{
    public bool MayAdminister => Membership.Role == MemberRoles.Administrator;
}
