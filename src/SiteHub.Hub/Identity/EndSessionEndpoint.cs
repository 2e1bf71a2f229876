using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using SiteHub.Hub.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>
/// RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): a client that proves by its identity token whom it speaks of ends that
/// session; without one the person is asked, since any page could send a browser here.
/// </summary>
internal static class EndSessionEndpoint
{
    public const string Path = "/connect/endsession";

    public static void MapEndSession(this IEndpointRouteBuilder app) =>
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], Answer).ExcludeFromDescription();

    private static async Task<IResult> Answer(HttpContext http, PersonSignIn signIn)
    {
        await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (http.Features.Get<BrowserSession>() is { } session)
        {
            var hint = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal;
            if (hint?.GetClaim(SignInClaims.SessionId) != session.Id || hint.GetClaim(Claims.Subject) != session.PersonId)
            {
                var parameters = http.Request.HasFormContentType ? http.Request.Form.AsEnumerable() : http.Request.Query;
                return Results.LocalRedirect(QueryHelpers.AddQueryString("/signout", "returnUrl", QueryHelpers.AddQueryString(Path, parameters)));
            }

            await signIn.End(http);
        }

        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/signout" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
