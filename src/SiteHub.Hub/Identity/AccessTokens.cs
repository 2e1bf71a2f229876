using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using SiteHub.Delivery.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>Tells what an access token for the hub permits: at first sight the provider says, later the memory.</summary>
internal sealed class AccessTokens(OpenIddictValidationService validation, RememberedTokens remembered)
{
    /// <returns>what it says; null if it is not a valid token for the hub</returns>
    public ValueTask<RememberedToken?> Check(string token, CancellationToken cancellationToken) =>
        remembered.Find(token) is { } known ? new(known) : CheckAtFirstSight(token, cancellationToken);

    private async ValueTask<RememberedToken?> CheckAtFirstSight(string token, CancellationToken cancellationToken)
    {
        var generation = remembered.Generation;
        ClaimsPrincipal principal;
        try
        {
            principal = await validation.ValidateAccessTokenAsync(token, cancellationToken);
        }
        catch (OpenIddictExceptions.ProtocolException)
        {
            return null;
        }

        // Without an end it could be remembered for ever; the provider makes none, so such a token is not its own.
        if (principal.GetClaim(Claims.Subject) is not { } subject
            || principal.GetClaim(Claims.ClientId) is not { } client
            || principal.GetExpirationDate() is not { } expires
            || !principal.HasAudience(HubScopes.HubAudience))
        {
            return null;
        }

        var found = new RememberedToken(subject, client, principal.GetScopes(), expires, principal);
        remembered.Remember(token, found, generation);
        return found;
    }
}
