using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
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

    /// <summary>By how much another provider's clock may be behind, which says in whole seconds when somebody signed in there.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    public static void MapAuthorize(this IEndpointRouteBuilder app) =>
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], Answer).ExcludeFromDescription();

    private static async Task<IResult> Answer(
        HttpContext http,
        UserManager<Person> people,
        SignInClaims claims,
        BrowserSessions sessions,
        ClientRows clients,
        ConsentTicket consent,
        FirstRequest first,
        MemberReach reach,
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
        var parameters = ParametersOf(http.Request);
        if (session is null || IsStale(session, request, first.Open(parameters), now))
        {
            return request.HasPromptValue(PromptValues.None) ? Refuse(Errors.LoginRequired, "Nobody is signed in, or not recently enough.") : SignIn(request, Again(parameters, request, first));
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
                    return Results.LocalRedirect(consent.Page(session, request.ClientId!, name, scopes, Again(parameters, request, first)));
            }
        }

        if (await AskedAbout(http, session, request, scopes, consent, reach) is { } site)
        {
            var name = await applications.GetDisplayNameAsync(application, http.RequestAborted) ?? request.ClientId!;
            return Results.LocalRedirect(consent.Page(session, request.ClientId!, name, scopes, Again(parameters, request, first), site));
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

    /// <summary>
    /// A site of the group signs in without consent, for its own documents. Where the operator lets it further the member is asked once whether it may;
    /// whoever says no signs in all the same.
    /// </summary>
    /// <returns>the site about which they are to be asked; null: none</returns>
    private static async Task<string?> AskedAbout(HttpContext http, BrowserSession session, OpenIddictRequest request, ImmutableArray<string> scopes, ConsentTicket consent, MemberReach reach)
    {
        if (HubScopes.SiteOf(request.ClientId!) is not { } site || !scopes.Any(static scope => scope is HubScopes.MemberRead or HubScopes.MemberAct))
        {
            return null;
        }

        if (consent.Open(http.Request.Query[ConsentTicket.Parameter], session) is { Agreed: { } agreed } answer && answer.Site == site)
        {
            await reach.Decide(session.PersonId, site, agreed, answer.At, Audit.Actor.Of(http) with { Who = session.PersonId }, http.RequestAborted);
        }

        return !request.HasPromptValue(PromptValues.None) && reach.IsOpen(site, session.PersonId) ? site : null;
    }

    private static bool IsStale(BrowserSession session, OpenIddictRequest request, FirstRequest.Ticket? first, DateTimeOffset now)
    {
        DateTimeOffset? wanted = request.HasPromptValue(PromptValues.Login) ? now : request.MaxAge is { } age ? FirstRequest.Ticket.Before(now, age) : null;
        if (wanted is not { } from)
        {
            return false;
        }

        // Who signed in since the request first came has done what it asks for.
        from = first is { } came && came.At < from ? came.At : from;
        return session.Authenticated is not { } authenticated || authenticated < (session.Amr == PersonSignIn.Federated ? from - Skew : from);
    }

    private static IResult SignIn(OpenIddictRequest request, string again)
    {
        var to = QueryHelpers.AddQueryString("/signin", "returnUrl", again);
        return Results.LocalRedirect(request.LoginHint is { } hint ? QueryHelpers.AddQueryString(to, "email", hint) : to);
    }

    /// <summary>The same request once more, with the time at which it first came.</summary>
    private static string Again(IReadOnlyList<KeyValuePair<string, StringValues>> parameters, OpenIddictRequest request, FirstRequest first) => QueryHelpers.AddQueryString(
        Path, parameters.Where(static p => p.Key is not (FirstRequest.Parameter or ConsentTicket.Parameter)).Append(new(FirstRequest.Parameter, first.Seal(parameters, request))));

    private static List<KeyValuePair<string, StringValues>> ParametersOf(HttpRequest http) => [.. http.HasFormContentType ? http.Form.AsEnumerable() : http.Query];

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
