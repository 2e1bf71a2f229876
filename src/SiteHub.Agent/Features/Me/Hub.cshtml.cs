using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Agent.SignIn.Tokens;

namespace SiteHub.Agent.Features.Me;

/// <summary>A later call to the hub in the name of whoever is signed in, with the tokens that were kept.</summary>
public sealed class HubModel(HubQuestions hub) : PageModel
{
    public HubReply Reply { get; private set; } = null!;

    public bool Asked => Reply.Status is not null;

    /// <summary>What the hub says, in the words of a person; null: it says something else.</summary>
    public IReadOnlyList<(string Label, string Value)>? Facts { get; private set; }

    /// <summary>It was not asked, or did not answer.</summary>
    public string WhyNot =>
        Reply.Later ? "The hub cannot be reached at the moment. Try again later."
        : Reply.NeedsAuthorization ? "The hub does not answer for you here any more: sign in again."
        : "This site keeps nothing by which it could ask the hub in your name.";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Reply = await hub.Get(User.FindFirstValue(HubSession.IdClaim)!, "connect/userinfo", cancellationToken);
        Facts = Reply.Status == System.Net.HttpStatusCode.OK ? HubFacts.Of(Reply.Text) : null;
        Response.StatusCode = Reply switch
        {
            { Status: { } status } => (int)status < 300 ? StatusCodes.Status200OK : StatusCodes.Status502BadGateway,
            { Later: true } => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status409Conflict,
        };
    }
}
