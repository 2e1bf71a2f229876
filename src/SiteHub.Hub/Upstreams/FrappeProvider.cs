using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

/// <summary>A Frappe site as provider. It signs ID tokens with the client's secret, of 10 characters where nobody chose another.</summary>
internal static class FrappeProvider
{
    public static void Configure(OpenIdConnectOptions oidc, UpstreamEntry upstream)
    {
        var issuer = upstream.Issuer.AbsoluteUri.TrimEnd('/');
        oidc.Configuration = new OpenIdConnectConfiguration
        {
            Issuer = issuer,
            AuthorizationEndpoint = Method(upstream, "authorize"),
            TokenEndpoint = Method(upstream, "get_token"),
            UserInfoEndpoint = Method(upstream, "openid_profile"),
        };
        oidc.TokenValidationParameters.ValidIssuer = issuer;
        oidc.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];

        // The library refuses keys as short as Frappe's. The token comes straight from the site, over the connection that the code was sent on.
        var key = Encoding.UTF8.GetBytes(upstream.ClientSecret!.Reveal());
        oidc.TokenValidationParameters.SignatureValidator = (token, _) => Verified(token, key);
    }

    private static JsonWebToken Verified(string text, byte[] key)
    {
        var token = new JsonWebToken(text);
        var end = text.LastIndexOf('.');
        return token.Alg == SecurityAlgorithms.HmacSha256 && end > 0
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text[..end])), Base64Url.DecodeFromChars(text.AsSpan(end + 1)))
                ? token
                : throw new SecurityTokenInvalidSignatureException("The ID token is not signed with the client's secret by HS256.");
    }

    private static string Method(UpstreamEntry upstream, string name) => new Uri(upstream.Issuer, $"/api/method/frappe.integrations.oauth2.{name}").AbsoluteUri;
}
