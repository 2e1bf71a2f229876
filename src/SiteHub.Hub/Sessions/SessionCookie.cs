using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Operations;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Sessions;

/// <summary>Lets a cookie in only while the session that it names is alive.</summary>
internal sealed class SessionCookie : CookieAuthenticationEvents
{
    public const string StampClaim = "stamp";

    public const string SessionClaim = "sid";

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<BrowserSessions>();
        var id = context.Principal?.FindFirstValue(SessionClaim);
        var session = id is null ? null : await sessions.Use(id, context.Principal!.FindFirstValue(StampClaim), context.HttpContext.RequestAborted);
        if (session is null || session.PersonId != context.Principal!.FindFirstValue(Claims.Subject))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
            return;
        }

        // A role or a bound that was given or taken counts from now on, not from the next sign-in on.
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        foreach (var old in identity.FindAll(static claim => claim.Type is Claims.Role or SitesSeen.ClaimType).ToList())
        {
            identity.RemoveClaim(old);
        }

        var bounds = sessions.BoundsOf(session.PersonId);
        identity.AddClaims(bounds.Roles.Select(static role => new Claim(Claims.Role, role)));
        identity.AddClaims(bounds.Sites.Select(static site => new Claim(SitesSeen.ClaimType, site)));
        context.HttpContext.Features.Set(session);
    }
}
