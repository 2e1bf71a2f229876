using OpenIddict.Abstractions;
using OpenIddict.Server;
using SiteHub.Delivery.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>
/// A refresh token and all that came of it end together. For half a minute one may be shown again, by whoever was killed before the answer was
/// kept; then two successors are about, and nobody can say whose the other is. So the first of them that is used ends the others, and one of
/// those that is shown afterwards ends the whole family (RFC 9700, section 4.14.2).
/// </summary>
internal static class RefreshFamilies
{
    public static void EndSiblings(Session db, string token, string grant) => db.Execute(
        """
        UPDATE OpenIddictTokens SET Status = 'revoked'
        WHERE AuthorizationId = $2 AND Id <> $1 AND Type LIKE '%refresh_token' AND Status = 'valid'
          AND EXISTS (SELECT 1 FROM OpenIddictTokens t WHERE t.Id = $1 AND t.Status = 'valid')
        """,
        token,
        grant);

    /// <summary>One that was ended by a sibling, or by its holder, comes back.</summary>
    internal sealed class CameBack(IOpenIddictTokenManager tokens) : IOpenIddictServerHandler<ValidateTokenContext>
    {
        public static int Order => OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 500;

        public async ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (context is { EndpointType: OpenIddictServerEndpointType.Token, TokenId: { } id, AuthorizationId: { } grant }
                && context.Principal?.HasTokenType(TokenTypeIdentifiers.RefreshToken) == true
                && await tokens.FindByIdAsync(id) is { } token
                && await tokens.HasStatusAsync(token, Statuses.Revoked))
            {
                await tokens.RevokeByAuthorizationIdAsync(grant);
            }
        }
    }

    /// <summary>A refresh token that its holder revokes takes its access tokens along (RFC 7009, section 2.1).</summary>
    internal sealed class Revoked(IOpenIddictTokenManager tokens) : IOpenIddictServerHandler<HandleRevocationRequestContext>
    {
        public static int Order => OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order + 500;

        public async ValueTask HandleAsync(HandleRevocationRequestContext context)
        {
            if (context.GenericTokenPrincipal is { } token && token.HasTokenType(TokenTypeIdentifiers.RefreshToken) && token.GetAuthorizationId() is { } grant)
            {
                await tokens.RevokeByAuthorizationIdAsync(grant);
            }
        }
    }
}
