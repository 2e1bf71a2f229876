using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Look;
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
        KeptRequests requests,
        IdTokenHints hints,
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
        var kept = http.Features.Get<KeptRequest>();
        var now = time.GetUtcNow();
        var isFirst = kept is null || kept.At + KeptRequest.Patience <= now;

        // The client speaks of one person (OpenID Connect Core, section 3.1.2.1): a code for another would be wrong, whoever sits there.
        var hinted = request.IdTokenHint is { Length: > 0 } hint ? await hints.SubjectOf(hint, request.ClientId!) ?? "" : null;
        var another = session is not null && hinted is not null && hinted != session.PersonId && (hinted.Length > 0 || request.HasPromptValue(PromptValues.None));
        if (another && kept?.IsChosen(session!) == true)
        {
            return Refuse(Errors.LoginRequired, "Somebody else has signed in.");
        }

        if (session is null || another || IsStale(session, request, isFirst ? null : kept, now))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Refuse(Errors.LoginRequired, another ? "Somebody else is signed in." : "Nobody is signed in, or not recently enough.")
                : await Ask(at => SignInPage(request, at));
        }

        if (request.HasPromptValue(PromptValues.SelectAccount) && kept?.IsChosen(session) != true)
        {
            return await Ask(static at => new PageInPlace("/signin/choose", QueryString.Create("returnUrl", at)));
        }

        var person = (await people.FindByIdAsync(session.PersonId))!;
        var application = (await applications.FindByClientIdAsync(request.ClientId!, http.RequestAborted))!;
        var scopes = request.GetScopes().Intersect(HubScopes.ForPeople).ToImmutableArray();
        var name = await applications.GetDisplayNameAsync(application, http.RequestAborted) ?? request.ClientId!;
        if (!await applications.HasConsentTypeAsync(application, ConsentTypes.Implicit, http.RequestAborted))
        {
            switch (await consent.Of(http, session, request, application, scopes))
            {
                case Consent.Denied:
                    return Refuse(Errors.AccessDenied, "The person did not agree.");
                case Consent.Missing when request.HasPromptValue(PromptValues.None):
                    return Refuse(Errors.ConsentRequired, "The person has not agreed yet.");
                case Consent.Missing:
                    return await Ask(at => Results.LocalRedirect(consent.Page(session, request.ClientId!, name, scopes, at)));
            }
        }

        if (await AskedAbout(http, session, request, scopes, consent, reach) is { } site)
        {
            return await Ask(at => Results.LocalRedirect(consent.Page(session, request.ClientId!, name, scopes, at, site)));
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

        // The request stays here until its person has answered; where it came past a page already, it is the same one still.
        async Task<IResult> Ask(Func<string, IResult> page) =>
            (kept is null ? await requests.Keep(request, http) : isFirst ? await requests.Renew(kept, http.RequestAborted) : kept) is { } waiting
                ? page(waiting.Address)
                : Refuse(Errors.InvalidRequest, "The request is longer than is kept while somebody signs in.");
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

    private static bool IsStale(BrowserSession session, OpenIddictRequest request, KeptRequest? kept, DateTimeOffset now)
    {
        DateTimeOffset? wanted = request.HasPromptValue(PromptValues.Login) ? now : request.MaxAge is { } age ? KeptRequest.Before(now, age) : null;
        if (wanted is not { } from)
        {
            return false;
        }

        // Who signed in since the request first came has done what it asks for.
        from = kept is not null && kept.At < from ? kept.At : from;
        return session.Authenticated is not { } authenticated || authenticated < (session.Amr == PersonSignIn.Federated ? from - Skew : from);
    }

    private static PageInPlace SignInPage(OpenIddictRequest request, string again)
    {
        var query = QueryString.Create("returnUrl", again);
        return new PageInPlace("/signin", request.LoginHint is { } hint ? query.Add("email", hint) : query);
    }

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
