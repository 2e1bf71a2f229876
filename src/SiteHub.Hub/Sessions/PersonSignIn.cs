using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Hub.Upstreams;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Sessions;

/// <summary>Begins and ends a session in the browser that sends the request.</summary>
internal sealed class PersonSignIn(BrowserSessions sessions, KnownBrowsers browsers, TimeProvider time)
{
    /// <summary>By another provider: when they proved who they are is what that one says, and never later than now.</summary>
    public const string Federated = "fed";

    public Task Begin(HttpContext http, Person person, string amr) => Begin(http, person, amr, time.GetUtcNow(), null);

    public Task BeginFederated(HttpContext http, Person person, DateTimeOffset? authenticated, UpstreamSession by) =>
        Begin(http, person, Federated, authenticated > time.GetUtcNow() ? time.GetUtcNow() : authenticated, by);

    /// <param name="http">the request that brought the last proof</param>
    /// <param name="person">who has proved themselves</param>
    /// <param name="amr">how, as in RFC 8176, separated by spaces</param>
    /// <param name="authenticated">when that was; null: nobody said</param>
    /// <param name="by">the other provider's session; null: they proved it here</param>
    private async Task Begin(HttpContext http, Person person, string amr, DateTimeOffset? authenticated, UpstreamSession? by)
    {
        // The same person's session goes on, and no client hears that it ended. Another's begins: one that somebody planted in this browser before is not carried on.
        var present = (await http.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Succeeded ? http.Features.Get<BrowserSession>() : null;
        if (present?.PersonId != person.Id || !await sessions.Prove(present, amr, authenticated, by, http, http.RequestAborted))
        {
            await End(http);
            present = await sessions.Begin(person.Id, amr, authenticated, by, http, http.RequestAborted);
        }

        var session = present!;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, Claims.Name, Claims.Role);
        identity.AddClaim(new Claim(Claims.Subject, person.Id));
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, person.Id));
        identity.AddClaim(new Claim(Claims.Name, person.Name ?? person.Email!));
        identity.AddClaim(new Claim(SessionCookie.SessionClaim, session.Id));
        identity.AddClaim(new Claim(SessionCookie.StampClaim, person.SecurityStamp ?? ""));
        await http.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(identity));
        browsers.Remember(http, person.Id);
    }

    public async Task End(HttpContext http)
    {
        var signedIn = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (signedIn.Principal is { } principal)
        {
            var person = principal.FindFirstValue(Claims.Subject)!;
            await sessions.End(principal.FindFirstValue(SessionCookie.SessionClaim)!, person, Actor.Of(http) with { Who = person }, http.RequestAborted);
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }
}
