using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
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

        context.HttpContext.Features.Set(session);
    }
}
