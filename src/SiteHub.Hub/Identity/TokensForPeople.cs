using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.People;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>Answers a code or a refresh token, with what is true of the person now.</summary>
internal sealed class TokensForPeople(UserManager<Person> people, SignInClaims claims, ClientRows clients, Database database) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsAuthorizationCodeGrantType() && !context.Request.IsRefreshTokenGrantType())
        {
            return;
        }

        if (clients.IsDisabled(context.ClientId!))
        {
            context.Reject(Errors.InvalidClient, "This client has been disabled by an operator of the hub.");
            return;
        }

        var given = context.Principal!;
        if (await people.FindByIdAsync(given.GetClaim(Claims.Subject)!) is not { State: PersonState.Active } person)
        {
            context.Reject(Errors.InvalidGrant, "The person may no longer sign in.");
            return;
        }

        if (context.Request.IsRefreshTokenGrantType() && given.GetTokenId() is { } token && given.GetAuthorizationId() is { } grant)
        {
            await database.Writer.Write(db => RefreshFamilies.EndSiblings(db, token, grant), context.CancellationToken);
        }

        // Asking for less is allowed, for more is not: the provider has checked that before.
        var asked = context.Request.GetScopes();
        var scopes = context.Request.IsRefreshTokenGrantType() && !asked.IsDefaultOrEmpty ? asked : given.GetScopes();
        var principal = await claims.Compose(person, context.ClientId!, scopes, session: null, given, context.CancellationToken);
        principal.SetAuthorizationId(given.GetAuthorizationId());
        context.SignIn(principal);
    }
}
