using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Of whom a client speaks by <c>id_token_hint</c> (OpenID Connect Core, section 3.1.2.1). The provider looks at hints as at tokens that open something, and
/// knows none whose session has ended; but it is then above all that somebody else may sit there.
/// </summary>
internal sealed class IdTokenHints(HubKeys keys, ProviderOptions identity, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <returns>null: it is none of this hub's</returns>
    public async Task<string?> SubjectOf(string hint, string clientId)
    {
        var result = await _handler.ValidateTokenAsync(hint, new TokenValidationParameters
        {
            ValidIssuer = identity.Issuer.AbsoluteUri,
            ValidAudience = clientId,
            IssuerSigningKeys = keys.Published(time.GetUtcNow()).Select(static credentials => credentials.Key),
            ValidAlgorithms = HubKeys.Algorithms,
            ValidTypes = ["JWT"],
            ValidateLifetime = false,
        });
        return result.IsValid ? ((JsonWebToken)result.SecurityToken).Subject : null;
    }
}
