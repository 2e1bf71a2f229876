using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.SignIn.Sessions;

namespace SiteHub.Agent.SignIn;

/// <summary>The cookie names a session; whether that still is one is asked of its row at every request.</summary>
internal static class SessionCookie
{
    public static void Configure(CookieAuthenticationOptions options, SiteOptions site)
    {
        // Cookies know no ports: two sites on one machine would else take each other's.
        options.Cookie.Name = $"sitehub.{site.Site.Slug}.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = SecurePolicyOf(site);
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = false;
        options.LoginPath = SignInEndpoints.SignInPath;
        options.ReturnUrlParameter = SignInEndpoints.ReturnUrl;
        options.Events.OnValidatePrincipal = Validate;
        options.Events.OnRedirectToAccessDenied = static context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    public static CookieSecurePolicy SecurePolicyOf(SiteOptions site) =>
        site.Site.Url.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>The session of the request's cookie, for whom the policy of a page did not look already.</summary>
    public static async Task<string?> SessionOf(HttpContext http) =>
        (await http.AuthenticateAsync(SignInSchemes.Session)).Principal?.FindFirstValue(HubSession.IdClaim);

    private static Task Validate(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<HubSessions>();
        if (context.Principal?.FindFirstValue(HubSession.IdClaim) is { } id && sessions.Find(id) is { } session)
        {
            context.ReplacePrincipal(session.Principal());
        }
        else
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }
}
