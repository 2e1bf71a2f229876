using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SiteHub.Hub.People;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>Says what the token's scopes ask for, as it is now (OpenID Connect Core, section 5.3).</summary>
internal sealed class UserInfo(UserManager<Person> people, SignInClaims claims) : IOpenIddictServerHandler<HandleUserInfoRequestContext>
{
    public async ValueTask HandleAsync(HandleUserInfoRequestContext context)
    {
        var token = context.AccessTokenPrincipal;
        if (!token.HasScope(Scopes.OpenId))
        {
            context.Reject(Errors.InsufficientScope, "The token was not given by a sign-in with the scope openid.");
            return;
        }

        if (await people.FindByIdAsync(token.GetClaim(Claims.Subject)!) is not { State: PersonState.Active } person)
        {
            context.Reject(Errors.InvalidToken, "The token is not a person's who may sign in.");
            return;
        }

        foreach (var (claim, value) in await claims.About(person, token.GetClaim(Claims.ClientId) ?? "", token.GetScopes(), context.CancellationToken))
        {
            context.Claims[claim] = value switch
            {
                string text => text,
                bool flag => flag,
                ImmutableArray<string> texts => new OpenIddictParameter(texts.CastArray<string?>()),
                _ => default,
            };
        }
    }
}
