using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Links;
using SiteHub.Agent.SignIn.Logout;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Operations.Look;
using SiteHub.Operations.Problems;

namespace SiteHub.Agent.SignIn;

/// <summary>Where signing in and signing out begin.</summary>
internal static class SignInEndpoints
{
    public const string SignInPath = "/signin";
    public const string SignOutPath = "/signout";
    public const string SignedOutPath = "/signed-out";
    public const string RefusedPath = "/signin/refused";
    public const string ReturnUrl = "returnUrl";

    public static IEndpointRouteBuilder MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(SignInPath, Begin).ExcludeFromDescription();
        app.MapPost(SignOutPath, End).RequireAuthorization(SignInSchemes.SignedIn).ExcludeFromDescription();
        app.MapBackChannelLogout();
        return app;
    }

    public static void RedirectRefused(HttpContext http, SignInRefusal refusal) => http.Response.Redirect($"{RefusedPath}?reason={refusal}");

    /// <summary>Sends a browser to the hub, or to the page that says that the hub cannot be reached.</summary>
    public static async Task BeginAsync(HttpContext http, string? returnUrl)
    {
        if (await http.RequestServices.GetRequiredService<HubKeySet>().IsThereAsync(http.RequestAborted))
        {
            await http.ChallengeAsync(SignInSchemes.Hub, new AuthenticationProperties { RedirectUri = LocalUrl.Of(returnUrl) });
        }
        else
        {
            RedirectRefused(http, SignInRefusal.HubAway);
        }
    }

    private static Task Begin(HttpContext http, string? returnUrl) => BeginAsync(http, returnUrl);

    /// <summary>Here at once; then at the hub, which ends it everywhere else.</summary>
    private static async Task<IResult> End(HttpContext http, IAntiforgery antiforgery, HubSessions sessions, HubKeySet keys)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return new Problem(StatusCodes.Status400BadRequest, "form-expired", "This form is not of this session any more; open the page again and sign out there.");
        }

        var hint = await sessions.End(http.User.FindFirstValue(HubSession.IdClaim)!, http.RequestAborted);
        await http.SignOutAsync(SignInSchemes.Session);
        if (!await keys.IsThereAsync(http.RequestAborted))
        {
            return Results.LocalRedirect($"{SignedOutPath}?hub=away");
        }

        var properties = new AuthenticationProperties { RedirectUri = SignedOutPath };
        properties.SetParameter(SignInEvents.Hint, hint);
        return Results.SignOut(properties, [SignInSchemes.Hub]);
    }
}
