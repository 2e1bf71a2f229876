using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Hub.People;
using SiteHub.Operations;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.People;

/// <summary>Accounts of people, for those who run the hub.</summary>
internal static class PeopleEndpoints
{
    public static IServiceCollection AddPeopleApi(this IServiceCollection services) => services.AddSingleton<GivenPeople>();

    public static IEndpointRouteBuilder MapPeople(this IEndpointRouteBuilder app)
    {
        var people = app.MapGroup("/api/v1/people").RequireScope(HubScopes.Admin).WithTags("People");
        people.MapGet("", static (Database database, string? text, string? state, string? after) => PeopleList.Handle(database, SitesSeen.All, text, state, after)).WithSummary("Who has an account");
        people.MapPost("", Invite).WithSummary("Makes an account and mails an invitation; again for whoever has not come yet");
        people.MapPost("/import", PeopleImport.Handle).Accepts<string>("text/csv").WithSummary("Invites everybody of a CSV file (email, name, language, hubRoles, siteRoles, sites); nobody, if a line is wrong");
        people.MapPut("/{id}/roles", ChangeRoles).WithSummary("The roles that the person has from now on, at the hub and at sites; `sites` are those that an operator or auditor is bounded to, `[]` for none");
        people.MapPost("/{id}/approve", PersonApproval.Handle).WithSummary("Says yes to somebody who registered");
        people.MapPost("/{id}/disable", static (string id, StandingRequest? given, HttpContext http, PersonStanding standing, CancellationToken cancellationToken) =>
            Set(id, true, given?.Reason, http, standing, cancellationToken)).WithSummary("Ends the person's sessions and tokens, here and at every site");
        people.MapPost("/{id}/enable", static (string id, StandingRequest? given, HttpContext http, PersonStanding standing, CancellationToken cancellationToken) =>
            Set(id, false, given?.Reason, http, standing, cancellationToken)).WithSummary("Lets the person sign in again");
        PersonHelpEndpoints.Map(people);
        return app;
    }

    internal static async Task<IResult> Invite(PersonRequest request, HttpContext http, GivenPeople given, Invitations invitations, CancellationToken cancellationToken)
    {
        var (person, faults) = given.Check(request);
        if (person is null)
        {
            return Problem.Invalid(faults);
        }

        return await invitations.Invite(person, Actor.Of(http), cancellationToken) is { } invited
            ? TypedResults.Created($"/api/v1/people/{invited.Id}", new InvitedAnswer(invited.Id, invited.Link))
            : new Problem(StatusCodes.Status409Conflict, "already-there", $"{person.Email} already has an account; change its roles with PUT /api/v1/people/{{id}}/roles.");
    }

    internal static async Task<IResult> ChangeRoles(string id, RolesRequest request, HttpContext http, GivenPeople given, Invitations invitations, CancellationToken cancellationToken)
    {
        if (given.Roles(request.HubRoles, request.SiteRoles, request.Sites, person: id).ToList() is { Count: > 0 } faults)
        {
            return Problem.Invalid(faults);
        }

        var changed = await invitations.ChangeRoles(id, request.HubRoles ?? [], request.SiteRoles ?? new Dictionary<string, IReadOnlyList<string>>(), request.Sites, Actor.Of(http), cancellationToken);
        return changed ? TypedResults.NoContent() : Unknown(id);
    }

    internal static async Task<IResult> Set(string id, bool disabled, string? reason, HttpContext http, PersonStanding standing, CancellationToken cancellationToken) =>
        await standing.Set(id, disabled, reason, Actor.Of(http), cancellationToken) ? TypedResults.NoContent() : Unknown(id);

    internal static Problem Unknown(string id) => new(StatusCodes.Status404NotFound, "not-found", $"There is no person '{id}'; GET /api/v1/people lists them.");

    /// <param name="Reason">for the audit</param>
    internal sealed record StandingRequest(string? Reason);

    /// <param name="Link">what was mailed: for handing over by other means; good once, for seven days</param>
    internal sealed record InvitedAnswer(string Id, string Link);
}
