using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Hub.Upstreams;

/// <summary>
/// Takes ID tokens that are signed, and no others. The library lets one without a signature pass where it came straight from the provider
/// (OpenID Connect Core, section 3.1.3.7): a proxy in between, or a provider of which only one part was taken over, could then name anybody.
/// One that is signed with a key that is not known yet has the provider's keys fetched, and is looked at once more.
/// </summary>
/// <param name="discovery">null: its keys do not change</param>
internal sealed class SignedTokens(UpstreamDiscovery? discovery) : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters) =>
        TwiceAsync(rules => base.ValidateTokenAsync(token, rules), validationParameters);

    public override Task<TokenValidationResult> ValidateTokenAsync(SecurityToken token, TokenValidationParameters validationParameters) =>
        TwiceAsync(rules => base.ValidateTokenAsync(token, rules), validationParameters);

    private async Task<TokenValidationResult> TwiceAsync(Func<TokenValidationParameters, Task<TokenValidationResult>> validate, TokenValidationParameters given)
    {
        var strict = given.Clone();
        strict.RequireSignedTokens = true;
        var result = await validate(strict);
        if (discovery is null || result.IsValid || result.Exception is not SecurityTokenSignatureKeyNotFoundException)
        {
            return result;
        }

        strict.IssuerSigningKeys = (await discovery.RenewAsync(CancellationToken.None)).SigningKeys;
        return await validate(strict);
    }
}
