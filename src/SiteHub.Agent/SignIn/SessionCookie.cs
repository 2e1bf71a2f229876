using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Operations.Look;

namespace SiteHub.Agent.SignIn;

/// <summary>The cookie names a session; whether that still is one is asked of its row at every request.</summary>
internal static class SessionCookie
{
    public static void Configure(CookieAuthenticationOptions options, Brand brand)
    {
        // Cookies know no ports: two sites on one machine would else take each other's.
        brand.Harden(options.Cookie, "session");
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = false;
        options.LoginPath = SignInEndpoints.SignInPath;
        options.ReturnUrlParameter = SignInEndpoints.ReturnUrl;
        options.Events.OnValidatePrincipal = Validate;

        // At once, and not by way of a page of ours that would only say the same.
        options.Events.OnRedirectToLogin = static context => SignInEndpoints.BeginAsync(context.HttpContext, context.Request.Path + context.Request.QueryString);
        options.Events.OnRedirectToAccessDenied = static context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

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
