using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.People;

/// <summary>For somebody who does not get in any more.</summary>
internal static class PersonHelpEndpoints
{
    public static void Map(RouteGroupBuilder people)
    {
        people.MapPost("/{id}/address", ChangeAddress).WithSummary("Another e-mail address: it changes when the person follows the mail that is sent there; of whoever was only invited at once");
        people.MapPost("/{id}/invitation", InviteAgain).WithSummary("Sends the invitation once more; the link before it is worth nothing then");
        people.MapDelete("/{id}/second-factor", ResetSecondFactor).WithSummary("Takes a lost second factor off: the person signs in without one until they set it up again, and is told by mail");
    }

    internal static async Task<IResult> ChangeAddress(string id, AddressRequest request, HttpContext http, PersonHelp help, CancellationToken cancellationToken) =>
        EmailAddress.Parse(request.Email) is not { } address
            ? Problem.Invalid([new Fault("email", request.Email, EmailAddress.Expected)])
            : Answer(id, await help.ChangeAddress(id, address, Actor.Of(http), cancellationToken), "");

    internal static async Task<IResult> InviteAgain(string id, HttpContext http, PersonHelp help, CancellationToken cancellationToken) =>
        Answer(id, await help.InviteAgain(id, Actor.Of(http), cancellationToken), "They have come already, and need no invitation. If they forgot their password, they ask for another on the sign-in page.");

    internal static async Task<IResult> ResetSecondFactor(string id, HttpContext http, PersonHelp help, CancellationToken cancellationToken) =>
        Answer(id, await help.ResetSecondFactor(id, Actor.Of(http), cancellationToken), "They have no second factor.");

    private static IResult Answer(string id, HelpOutcome outcome, string notNeeded) => outcome switch
    {
        HelpOutcome.Done { Link: { } link } => TypedResults.Ok(new PeopleEndpoints.InvitedAnswer(id, link)),
        HelpOutcome.Done => TypedResults.Accepted((string?)null),
        HelpOutcome.Taken => new Problem(StatusCodes.Status409Conflict, "address-taken", "Somebody else here has that address. If it is the same person, disable the account that they do not use."),
        HelpOutcome.Same => new Problem(StatusCodes.Status409Conflict, "address-same", "That is their address already."),
        HelpOutcome.NotNeeded => new Problem(StatusCodes.Status409Conflict, "not-needed", notNeeded),
        _ => PeopleEndpoints.Unknown(id),
    };

    internal sealed record AddressRequest(string? Email);
}
