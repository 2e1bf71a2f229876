using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Hub.Upstreams;

/// <summary>
/// Takes ID tokens that are signed, and no others. The library lets one without a signature pass where it came straight from the provider
/// (OpenID Connect Core, section 3.1.3.7): a proxy in between, or a provider of which only one part was taken over, could then name anybody.
/// </summary>
internal sealed class SignedTokens : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters) =>
        base.ValidateTokenAsync(token, Strict(validationParameters));

    public override Task<TokenValidationResult> ValidateTokenAsync(SecurityToken token, TokenValidationParameters validationParameters) =>
        base.ValidateTokenAsync(token, Strict(validationParameters));

    private static TokenValidationParameters Strict(TokenValidationParameters given)
    {
        var strict = given.Clone();
        strict.RequireSignedTokens = true;
        return strict;
    }
}
