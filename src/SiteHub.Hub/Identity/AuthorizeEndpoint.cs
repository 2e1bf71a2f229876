using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>Where a browser comes to be signed in to a client: it leaves with a code, or goes by way of the sign-in page.</summary>
internal static class AuthorizeEndpoint
{
    public const string Path = "/connect/authorize";

    /// <summary>When the client's request first came, in Unix seconds: who signed in since then has done what <c>prompt=login</c> asks for.</summary>
    private const string Since = "since";

    /// <summary>For so long somebody may take to sign in. The time stands in the address, where anybody can write an older one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static void MapAuthorize(this IEndpointRouteBuilder app) =>
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], Answer).ExcludeFromDescription();

    private static async Task<IResult> Answer(
        HttpContext http,
        UserManager<Person> people,
        SignInClaims claims,
        BrowserSessions sessions,
        ClientRows clients,
        ConsentTicket consent,
        IOpenIddictApplicationManager applications,
        IOpenIddictAuthorizationManager authorizations,
        TimeProvider time)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (clients.IsDisabled(request.ClientId!))
        {
            return Refuse(Errors.UnauthorizedClient, "This client has been disabled by an operator of the hub.");
        }

        await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        var session = http.Features.Get<BrowserSession>();
        var now = time.GetUtcNow();
        if (session is null || IsStale(session, request, http.Request, now))
        {
            return request.HasPromptValue(PromptValues.None) ? Refuse(Errors.LoginRequired, "Nobody is signed in, or not recently enough.") : SignIn(http, request, now);
        }

        var person = (await people.FindByIdAsync(session.PersonId))!;
        var application = (await applications.FindByClientIdAsync(request.ClientId!, http.RequestAborted))!;
        var scopes = request.GetScopes().Intersect(HubScopes.ForPeople).ToImmutableArray();
        if (!await applications.HasConsentTypeAsync(application, ConsentTypes.Implicit, http.RequestAborted))
        {
            switch (await consent.Of(http, session, request, application, scopes))
            {
                case Consent.Denied:
                    return Refuse(Errors.AccessDenied, "The person did not agree.");
                case Consent.Missing when request.HasPromptValue(PromptValues.None):
                    return Refuse(Errors.ConsentRequired, "The person has not agreed yet.");
                case Consent.Missing:
                    var name = await applications.GetDisplayNameAsync(application, http.RequestAborted) ?? request.ClientId!;
                    return Results.LocalRedirect(consent.Page(session, request.ClientId!, name, scopes, Again(http, now)));
            }
        }

        var principal = await claims.Compose(person, request.ClientId!, scopes, session, earlier: null, http.RequestAborted);

        // One authorization for each sign-in, so that ending the session ends exactly the tokens that came from it.
        var authorization = await authorizations.CreateAsync(
            (ClaimsIdentity)principal.Identity!, person.Id, (await applications.GetIdAsync(application, http.RequestAborted))!, AuthorizationTypes.AdHoc, scopes, http.RequestAborted);
        var id = (await authorizations.GetIdAsync(authorization, http.RequestAborted))!;
        principal.SetAuthorizationId(id);
        if (!await sessions.Join(session.Id, request.ClientId!, id, http.RequestAborted))
        {
            await authorizations.TryRevokeAsync(authorization, http.RequestAborted);
            return Refuse(Errors.LoginRequired, "The person signed out meanwhile.");
        }

        return Results.SignIn(principal, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static bool IsStale(BrowserSession session, OpenIddictRequest request, HttpRequest http, DateTimeOffset now)
    {
        var wanted = request.HasPromptValue(PromptValues.Login) ? now : request.MaxAge is { } age ? now.AddSeconds(-age) : DateTimeOffset.MinValue;
        return session.SignedIn < (FirstCame(http, now) is { } first && first < wanted ? first : wanted);
    }

    private static IResult SignIn(HttpContext http, OpenIddictRequest request, DateTimeOffset now)
    {
        var to = QueryHelpers.AddQueryString("/signin", "returnUrl", Again(http, now));
        return Results.LocalRedirect(request.LoginHint is { } hint ? QueryHelpers.AddQueryString(to, "email", hint) : to);
    }

    /// <summary>The same request once more, with the time at which it first came.</summary>
    private static string Again(HttpContext http, DateTimeOffset now)
    {
        var parameters = http.Request.HasFormContentType ? http.Request.Form.AsEnumerable() : http.Request.Query;
        var first = (FirstCame(http.Request, now) ?? now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return QueryHelpers.AddQueryString(Path, parameters.Where(static p => p.Key is not (Since or ConsentTicket.Parameter)).Append(new(Since, first)));
    }

    private static DateTimeOffset? FirstCame(HttpRequest http, DateTimeOffset now) =>
        long.TryParse(http.Query[Since], CultureInfo.InvariantCulture, out var seconds) && seconds <= now.ToUnixTimeSeconds() && seconds > (now - Patience).ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
