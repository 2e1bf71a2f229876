using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Features.Customers;
using SiteHub.Hub.Features.People;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Admin.People;

/// <summary>One person: what they are here and at sites, where they are signed in, and whether they may be.</summary>
[KeepsToSites]
internal sealed class PersonModel(Database database, GivenPeople given, Invitations invitations, PersonStanding standing, PersonMail mail, AuditTrail audit, BrowserSessions sessions, PersonHelp help, HubOptions hub) : AdminPage
{
    public ShownPerson Person { get; private set; } = null!;

    public IReadOnlyList<BrowserSession> Sessions { get; private set; } = [];

    /// <summary>That somebody can be bounded to; one that is gone stands here as long as they still are.</summary>
    public IReadOnlyList<string> Sites => [.. database.Read(static session => session.Many("SELECT slug FROM site WHERE removed IS NULL ORDER BY slug", static row => row.Text(0))).Union(Person.Sites)];

    public bool IsMe => User.FindFirst(Claims.Subject)?.Value == Person.Id;

    protected override string ChangePolicy => OperationsAccess.AdministerPages;

    public IActionResult OnGet(string id)
    {
        if (database.Read(session => ShownPerson.Find(session, id, Seen)) is not { } found)
        {
            return NotFound();
        }

        Person = found;
        Sessions = sessions.Of(id);
        return Page();
    }

    public async Task<IActionResult> OnPostRolesAsync(string id, string[] hubRoles, string? siteRoles, string? reach, string[] sites)
    {
        if (Reach.IsUnclear(reach, sites))
        {
            return Warn(Reach.Fault);
        }

        if (id == User.FindFirst(Claims.Subject)?.Value && !hubRoles.Contains(HubRoles.Administrator))
        {
            return Warn("You cannot take the administrator's role from yourself: somebody else has to.");
        }

        return Told(await PeopleEndpoints.ChangeRoles(id, new RolesRequest(hubRoles, SiteRoles.Read(siteRoles), Reach.Sites(reach, sites)), HttpContext, given, invitations, HttpContext.RequestAborted), "Saved.");
    }

    public async Task<IActionResult> OnPostApproveAsync(string id) =>
        Told(await PersonApproval.Handle(id, HttpContext, database, mail, audit, HttpContext.RequestAborted), "They may sign in, and have been told by mail.");

    public async Task<IActionResult> OnPostDisableAsync(string id, string? reason) => id == User.FindFirst(Claims.Subject)?.Value
        ? Warn("You cannot disable yourself: somebody else has to.")
        : Told(await PeopleEndpoints.Set(id, true, reason, HttpContext, standing, HttpContext.RequestAborted), "Disabled: their sessions and tokens are ended, here and at every site.");

    public async Task<IActionResult> OnPostEnableAsync(string id, string? reason) =>
        Told(await PeopleEndpoints.Set(id, false, reason, HttpContext, standing, HttpContext.RequestAborted), "They may sign in again.");

    public async Task<IActionResult> OnPostAddressAsync(string id, string? email)
    {
        var answer = await PersonHelpEndpoints.ChangeAddress(id, new PersonHelpEndpoints.AddressRequest(email?.Trim()), HttpContext, help, HttpContext.RequestAborted);
        return answer is Ok<PeopleEndpoints.InvitedAnswer> ? Invited(answer) : Told(answer, "A mail is sent to the new address. It is theirs once they have followed it; until then the old one stays.");
    }

    public async Task<IActionResult> OnPostInviteAgainAsync(string id) => Invited(await PersonHelpEndpoints.InviteAgain(id, HttpContext, help, HttpContext.RequestAborted));

    public async Task<IActionResult> OnPostResetFactorAsync(string id) =>
        Told(await PersonHelpEndpoints.ResetSecondFactor(id, HttpContext, help, HttpContext.RequestAborted), "The second factor is taken off, and they are told by mail.");

    private RedirectResult Invited(IResult answer) => hub.Hub.Mail is null && answer is Ok<PeopleEndpoints.InvitedAnswer> { Value.Link: { } link }
        ? Done("No mail server is set, so hand this link over yourself; it is good once, for seven days: {0}", link)
        : Told(answer, "The invitation is sent once more; the link before it is worth nothing.");

    public async Task<IActionResult> OnPostEndAsync(string id, string session) =>
        await sessions.End(session, id, Actor.Of(HttpContext), HttpContext.RequestAborted) ? Done("The session is ended.") : Warn("It had ended already.");
}

/// <summary>A person with their roles and customers.</summary>
internal sealed record ShownPerson(string Id, string Email, string? Name, string State, bool EmailConfirmed, bool SecondFactor, IReadOnlyList<string> HubRoles, IReadOnlyList<string> SiteRoles, IReadOnlyList<(string Id, string Name, string Role)> Customers, IReadOnlyList<string> Sites)
{
    public static ShownPerson? Find(Session session, string id, SitesSeen seen) => session.One(
        $"SELECT Id, Email, Name, State, EmailConfirmed, TwoFactorEnabled FROM person p WHERE {PeopleSeen.Condition} AND Id = $2",
        row => new ShownPerson(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Bool(4), row.Bool(5), [], [], [], []),
        seen.Json,
        id) is not { } person ? null : person with
        {
            HubRoles = session.Many("SELECT r.Name FROM person_role pr JOIN role r ON r.Id = pr.RoleId WHERE pr.UserId = $1", static row => row.Text(0), id),
            SiteRoles = session.Many("SELECT Site || ': ' || Role FROM person_site_role WHERE PersonId = $1 AND ($2 IS NULL OR Site IN (SELECT value FROM json_each($2))) ORDER BY 1", static row => row.Text(0), id, seen.Json),
            Customers = session.Many(
                $"SELECT c.id, c.name, m.role FROM customer_member m JOIN customer c ON c.id = m.customer WHERE {CustomerView.Seen} AND m.person = $2 ORDER BY c.name", static row => (row.Text(0), row.Text(1), row.Text(2)), seen.Json, id),
            Sites = [.. session.Many("SELECT Site FROM person_bound WHERE PersonId = $1 ORDER BY Site", static row => row.Text(0), id).Where(seen.Has)],
        };
}
