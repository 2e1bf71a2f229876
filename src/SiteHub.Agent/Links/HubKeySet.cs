using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Agent.Links;

/// <summary>Validates the hub's tokens against the keys that it publishes, fetched when first needed and again when a key is not known.</summary>
internal sealed class HubKeySet(SiteOptions site, IHttpClientFactory http, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _hub = new(
        new Uri(site.HubUrl, ".well-known/openid-configuration").AbsoluteUri,
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(http.CreateClient(HubTokens.Client)) { RequireHttps = !site.HubUrl.IsLoopback })
    {
        RefreshInterval = TimeSpan.FromSeconds(5),
    };

    /// <returns>the validated token, or why it is refused</returns>
    public async Task<(JsonWebToken? Token, string? Refusal)> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var result = await TryAsync(token, cancellationToken);
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            {
                // The hub has turned to a key that it published after we last looked.
                _hub.RequestRefresh();
                result = await TryAsync(token, cancellationToken);
            }

            return result.IsValid ? ((JsonWebToken)result.SecurityToken, null) : (null, Explain(result.Exception));
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            return (null, "The hub's keys could not be fetched, so its token cannot be checked; try again.");
        }
    }

    private async Task<TokenValidationResult> TryAsync(string token, CancellationToken cancellationToken)
    {
        var hub = await _hub.GetConfigurationAsync(cancellationToken);
        return await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = hub.Issuer,
            ValidAudience = HubGuard.Audience(site.Site.Slug),
            IssuerSigningKeys = hub.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = ["at+jwt"],
            LifetimeValidator = (notBefore, expires, _, _) =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                return expires + Skew > now && (notBefore is null || notBefore - Skew < now);
            },
        });
    }

    private static string Explain(Exception fault) => fault switch
    {
        SecurityTokenInvalidAudienceException => "The token is meant for another site.",
        SecurityTokenInvalidIssuerException => "The token is not from this site's hub.",
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => "The token has expired.",
        _ => "The token's signature or form is not right.",
    };
}
