using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Identity;
using SiteHub.Operations;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Features.Customers;

/// <summary>Customers, their records at the sites and their members, for those who run the hub.</summary>
internal static class CustomersEndpoints
{
    /// <summary>Text elements.</summary>
    private const int LongestName = 200;

    public static IEndpointRouteBuilder MapCustomers(this IEndpointRouteBuilder app)
    {
        var customers = app.MapGroup("/api/v1/customers").WithTags("Customers");
        customers.MapGet("", (Database database, string? text) => database.Read(session => CustomerView.List(session, text, SitesSeen.All))).RequireScope(HubScopes.Read).WithSummary("All customers with their accounts and members; those whose name holds a text");
        customers.MapGet("/proposals", (Database database) => database.Read(static session => AccountProposals.Read(session, SitesSeen.All))).RequireScope(HubScopes.Read)
            .WithSummary("Accounts of nobody whose e-mail address has the domain of a customer's members: link them with PUT, if it is right");
        customers.MapGet("/{id}/proposals", (string id, Database database) => database.Read(session => MemberProposal.Of(session, id, SitesSeen.All))).RequireScope(HubScopes.Read)
            .WithSummary("Addresses in the customer's own records at the sites that are no member's: invite them, if it is right");
        customers.MapGet("/{id}", Show).RequireScope(HubScopes.Read).WithSummary("One customer");
        customers.MapPost("", Create).RequireScope(HubScopes.Admin).WithSummary("Makes a customer");
        customers.MapPost("/import", CustomersImport.Handle).RequireScope(HubScopes.Admin).Accepts<string>("text/csv")
            .WithSummary("Customers, accounts and members of a CSV file (customer, site, account, email, name, role); nothing, if a line is wrong");
        customers.MapPut("/{id}", Rename).RequireScope(HubScopes.Admin).WithSummary("Gives it another name");
        customers.MapDelete("/{id}", Delete).RequireScope(HubScopes.Admin).WithSummary("Takes its members' sight of its documents; the documents stay");
        customers.MapPut("/{id}/accounts/{site}/{account}", Link).RequireScope(HubScopes.Admin).WithSummary("The account is this customer's from now on; one that is another's is taken from them with ?from=, and refused without");
        customers.MapDelete("/{id}/accounts/{site}/{account}", Unlink).RequireScope(HubScopes.Admin).WithSummary("The account is nobody's");
        customers.MapPut("/{id}/members/{person}", Join).RequireScope(HubScopes.Admin).WithSummary("Somebody with an account at the hub is a member, in this role");
        customers.MapDelete("/{id}/members/{person}", Leave).RequireScope(HubScopes.Admin).WithSummary("They are no member any more");
        customers.MapPost("/{id}/invitations", Invite).RequireScope(HubScopes.Admin).WithSummary("Makes somebody a member by their e-mail address; whoever has no account is invited");
        app.MapGet("/api/v1/me/customers", (HttpContext http, Database database) => database.Read(session => Membership.Of(session, DocumentsEndpoints.ReaderOf(http) with { Person = http.User.FindFirst("sub")!.Value })))
            .RequireScope(HubScopes.MemberRead).WithTags("Customers").WithSummary("Those that the member belongs to, with their role");
        return app;
    }

    private static IResult Show(string id, Database database) => database.Read(session => CustomerView.Find(session, id, SitesSeen.All)) is { } found ? TypedResults.Ok(found) : Unknown(id);

    internal static async Task<IResult> Create(CustomerRequest request, HttpContext http, CustomerRows rows, Database database, CancellationToken cancellationToken)
    {
        if (NameFault(request.Name) is { } fault)
        {
            return Problem.Invalid([fault]);
        }

        return await rows.Create(request.Name!.Trim(), Actor.Of(http), cancellationToken) is { } id
            ? TypedResults.Created($"/api/v1/customers/{id}", database.Read(session => CustomerView.Find(session, id, SitesSeen.All)))
            : Taken(request.Name);
    }

    internal static async Task<IResult> Rename(string id, CustomerRequest request, HttpContext http, CustomerRows rows, CancellationToken cancellationToken) =>
        NameFault(request.Name) is { } fault ? Problem.Invalid([fault]) : await rows.Rename(id, request.Name!.Trim(), Actor.Of(http), cancellationToken) switch
        {
            true => TypedResults.NoContent(),
            false => Taken(request.Name!),
            null => Unknown(id),
        };

    internal static async Task<IResult> Delete(string id, HttpContext http, CustomerRows rows, CancellationToken cancellationToken) =>
        await rows.Delete(id, Actor.Of(http), cancellationToken) ? TypedResults.NoContent() : Unknown(id);

    internal static async Task<IResult> Link(string id, string site, string account, HttpContext http, CustomerRows rows, Database database, CancellationToken cancellationToken, string? from = null)
    {
        if (SiteFault(database, site) is { } fault)
        {
            return Problem.Invalid([fault]);
        }

        return await rows.Link(id, site, account, from, Actor.Of(http), cancellationToken) switch
        {
            LinkOutcome.Linked => TypedResults.NoContent(),
            LinkOutcome.Taken taken => TakenBy(site, account, taken),
            _ => Unknown(id),
        };
    }

    internal static Problem TakenBy(string site, string account, LinkOutcome.Taken taken) =>
        new(StatusCodes.Status409Conflict, "account-taken", $"{account} at {site} is {taken.Name}'s. To take it from them, send it again with ?from={taken.Customer}: their members lose sight of its documents.", null, new KeyValuePair<string, object?>("customer", taken.Customer));

    internal static async Task<IResult> Unlink(string id, string site, string account, HttpContext http, CustomerRows rows, CancellationToken cancellationToken) =>
        await rows.Unlink(id, site, account, Actor.Of(http), cancellationToken) ? TypedResults.NoContent() : new Problem(StatusCodes.Status404NotFound, "not-found", $"The customer '{id}' has no account {account} at {site}.");

    internal static async Task<IResult> Join(string id, string person, MemberRequest request, HttpContext http, CustomerRows rows, CancellationToken cancellationToken)
    {
        if (RoleFault(request.Role) is { } fault)
        {
            return Problem.Invalid([fault]);
        }

        // A member is seen by those who are bounded to the customer's sites: they make nobody one who has not said yes.
        var done = SitesSeen.Of(http.User).AreAll ? rows.Join(id, person, request.Role!, Actor.Of(http), cancellationToken) : rows.ChangeRole(id, person, request.Role!, Actor.Of(http), cancellationToken);
        return await done
            ? TypedResults.NoContent()
            : new Problem(StatusCodes.Status404NotFound, "not-found", $"There is no customer '{id}' or no person '{person}'; to invite somebody new, POST /api/v1/customers/{id}/invitations.");
    }

    /// <summary>Whoever was only invited is so no longer.</summary>
    internal static async Task<IResult> Leave(string id, string person, HttpContext http, CustomerRows rows, MemberInvitations invitations, CancellationToken cancellationToken) =>
        await invitations.End(id, person, Actor.Of(http), cancellationToken) || await rows.Leave(id, person, Actor.Of(http), cancellationToken) ? TypedResults.NoContent() : new Problem(StatusCodes.Status404NotFound, "not-found", $"'{person}' is no member of '{id}'.");

    internal static async Task<IResult> Invite(string id, InvitationRequest request, HttpContext http, MemberInvitations invitations, CancellationToken cancellationToken)
    {
        var faults = new[] { EmailFault(request.Email), PersonFault(request.Name), LanguageFault(request.Language), RoleFault(request.Role) }.OfType<Fault>().ToList();
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        if (!SitesSeen.Of(http.User).AreAll)
        {
            // A member's page shows all of them: whoever is bounded to sites asks first, and learns nothing of who has an account.
            return await invitations.Ask(id, EmailAddress.Parse(request.Email)!, PersonName.Parse(request.Name), request.Role!, Actor.Of(http), cancellationToken) is JoinOutcome.MemberAlready known
                ? Already(request.Email!, known)
                : TypedResults.Accepted((string?)null);
        }

        return await invitations.Invite(id, EmailAddress.Parse(request.Email)!, PersonName.Parse(request.Name), request.Language, request.Role!, Actor.Of(http), cancellationToken) switch
        {
            JoinOutcome.Joined joined => TypedResults.Created($"/api/v1/customers/{id}", new InvitedMember(joined.Person)),
            JoinOutcome.MemberAlready member => Already(request.Email!, member),
            _ => Unknown(id),
        };
    }

    /// <summary>What they are is changed where the members are listed: whoever invites does not mean that.</summary>
    private static Problem Already(string email, JoinOutcome.MemberAlready member) =>
        new(StatusCodes.Status409Conflict, "member-already", $"{email} is a member already, as {member.Role}: nothing is changed, and no mail is sent.", null, new KeyValuePair<string, object?>("person", member.Person), new KeyValuePair<string, object?>("role", member.Role));

    internal static Fault? NameFault(string? name, string at = "name") => ShownText.Of(name, LongestName) is null ? new Fault(at, name, "a name of 1 to 200 characters, without control, invisible or direction characters") : null;

    internal static Fault? RoleFault(string? role, string at = "role") => role is null || !MemberRoles.All.Contains(role) ? new Fault(at, role, string.Join(", ", MemberRoles.All)) : null;

    internal static Fault? EmailFault(string? email, string at = "email") =>
        EmailAddress.Parse(email) is null ? new Fault(at, email, EmailAddress.Expected) : null;

    internal static Fault? PersonFault(string? name, string at = "name") => PersonName.TryParse(name, out _) ? null : new Fault(at, name, PersonName.Expected);

    internal static Fault? LanguageFault(string? language) => language is null or "en" or "de" ? null : new Fault("language", language, "en or de");

    internal static Fault? SiteFault(Database database, string site, string at = "site")
    {
        var sites = database.Read(static session => session.Many("SELECT slug FROM site WHERE removed IS NULL ORDER BY slug", static row => row.Text(0)));
        return sites.Contains(site) ? null : new Fault(at, site, SitesSeen.Expected);
    }

    private static Problem Unknown(string id) => new(StatusCodes.Status404NotFound, "not-found", $"There is no customer '{id}'; GET /api/v1/customers lists them.");

    private static Problem Taken(string name) => new(StatusCodes.Status409Conflict, "already-there", $"There is a customer '{name}' already.");

    internal sealed record CustomerRequest(string? Name);

    internal sealed record MemberRequest(string? Role);

    internal sealed record InvitationRequest(string? Email, string? Name, string? Language, string? Role);

    internal sealed record InvitedMember(string Person);
}
