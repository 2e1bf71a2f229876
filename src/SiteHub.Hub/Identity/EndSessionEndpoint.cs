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
using SiteHub.Hub.Upstreams;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>
/// RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): a client that proves by its identity token whom it speaks of ends that
/// session; without one the person is asked, since any page could send a browser here.
/// </summary>
internal static class EndSessionEndpoint
{
    public const string Path = "/connect/endsession";

    /// <summary>What goes by way of another provider stands in its address.</summary>
    private const int LongestDetour = 4_000;

    public static void MapEndSession(this IEndpointRouteBuilder app) =>
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], Answer).ExcludeFromDescription();

    private static async Task<IResult> Answer(HttpContext http, PersonSignIn signIn, UpstreamSignOut upstreams)
    {
        await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (http.Features.Get<BrowserSession>() is { } session)
        {
            var parameters = http.Request.HasFormContentType ? http.Request.Form.AsEnumerable() : http.Request.Query;
            var hint = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal;
            if (hint?.GetClaim(SignInClaims.SessionId) != session.Id || hint.GetClaim(Claims.Subject) != session.PersonId)
            {
                return Results.LocalRedirect(QueryHelpers.AddQueryString("/signout", "returnUrl", QueryHelpers.AddQueryString(Path, parameters)));
            }

            // From the other provider they come back here, where nobody is signed in any more, and go on to the client.
            var back = QueryHelpers.AddQueryString(Path, parameters);
            var onward = back.Length < LongestDetour ? await upstreams.Of(session, back, http.RequestAborted) : null;
            await signIn.End(http);
            if (onward is ({ } scheme, { } properties))
            {
                return Results.SignOut(properties, [scheme]);
            }
        }

        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/signout" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
