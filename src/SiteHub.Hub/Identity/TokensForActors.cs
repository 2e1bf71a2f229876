using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SiteHub.Hub.People;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Token exchange (RFC 8693): a site acts for somebody who has signed in to it. It shows the token that it was given for them, and gets one
/// for the hub alone, which names the site as the actor.
/// </summary>
internal sealed class TokensForActors(UserManager<Person> people, ClientRows clients) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    private static readonly string[] Scopes = [HubScopes.MemberRead, HubScopes.MemberAct];

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsTokenExchangeGrantType())
        {
            return;
        }

        if (clients.IsDisabled(context.ClientId!))
        {
            context.Reject(Errors.InvalidClient, "This client has been disabled by an operator of the hub.");
            return;
        }

        var subject = context.SubjectTokenPrincipal!;
        if (!subject.HasPresenter(context.ClientId!) && subject.GetClaim(Claims.ClientId) != context.ClientId)
        {
            context.Reject(Errors.InvalidGrant, "The subject token was given to another client.");
            return;
        }

        // What a site got for somebody once is not a new beginning: it would outlive what it came from.
        if (subject.HasClaim("act"))
        {
            context.Reject(Errors.InvalidGrant, "The subject token was exchanged already; show the one that the sign-in gave.");
            return;
        }

        if (await people.FindByIdAsync(subject.GetClaim(Claims.Subject)!) is not { State: PersonState.Active } person)
        {
            context.Reject(Errors.InvalidGrant, "The person may no longer sign in.");
            return;
        }

        var asked = context.Request.GetScopes();
        var had = subject.GetScopes();
        var scopes = (asked.IsDefaultOrEmpty ? had.Intersect(Scopes) : asked).ToImmutableArray();
        if (scopes.FirstOrDefault(scope => !Scopes.Contains(scope) || !had.Contains(scope)) is { } wider)
        {
            context.Reject(Errors.InvalidScope, $"The subject token does not permit {wider}.");
            return;
        }

        var identity = new ClaimsIdentity("exchange", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, person.Id)
            .SetClaim(SignInClaims.SessionId, subject.GetClaim(SignInClaims.SessionId))
            .SetClaim("act", JsonSerializer.SerializeToElement(new { sub = context.ClientId }));
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(scopes);
        principal.SetResources(HubScopes.HubAudience);
        principal.SetAuthorizationId(subject.GetAuthorizationId());
        principal.SetDestinations(static _ => [Destinations.AccessToken]);
        context.SignIn(principal);
    }
}
