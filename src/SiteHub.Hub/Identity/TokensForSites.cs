using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Delivery.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>
/// The one request that every site makes again and again, answered without the provider: an enrolled site's <c>client_credentials</c> for its
/// link. The token, and the row by which it is revoked, are as the provider makes them; whatever else is asked, and whatever is wrong, goes on
/// to the provider, which answers it (docs/decisions/0007).
/// </summary>
internal sealed class TokensForSites(EnrolledClients clients, ClientAssertions assertions, HubKeys keys, ProviderOptions identity, Database database, TimeProvider time)
{
    public const string Path = "/connect/token";

    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    /// <returns>false: this is for the provider</returns>
    public async ValueTask<bool> TryAnswer(HttpContext http)
    {
        if ((!http.Request.IsHttps && !identity.AllowsPlainHttp) || !HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType || http.Request.Headers.Authorization.Count > 0)
        {
            return false;
        }

        // Read once; the provider finds it read.
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != GrantTypes.ClientCredentials
            || form["client_assertion_type"] != AssertionType
            || form["scope"] is not ([] or [HubScopes.Link])
            || form["client_id"] is not [{ } id]
            || form["client_assertion"] is not [{ Length: < 4000 } assertion]
            || form.ContainsKey("client_secret")
            || clients.Find(id) is not { } client
            || await Read(client, assertion) is not { } shown
            || await Give(client, shown, http.RequestAborted) is not { } token)
        {
            return false;
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        await http.Response.WriteAsJsonAsync(new Answer(token, TokenTypes.Bearer, (int)Lifetime.TotalSeconds, HubScopes.Link), http.RequestAborted);
        return true;
    }

    /// <summary>RFC 7523, section 3: signed by one of the client's keys, by and about the client; the rest is the same wherever one is shown.</summary>
    /// <returns>null: it is not</returns>
    private async ValueTask<JsonWebToken?> Read(EnrolledClient client, string assertion)
    {
        var result = await _handler.ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            ValidIssuer = client.Id,
            ValidAudience = identity.Issuer.AbsoluteUri,
            IssuerSigningKeys = client.Keys.Where(key => key.Until is null || key.Until > time.GetUtcNow()).Select(static key => key.Key),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = ["client-authentication+jwt", "JWT"],
            ValidateLifetime = false,
        });
        return result.IsValid && result.SecurityToken is JsonWebToken token && token.Subject == client.Id && assertions.FaultOf(token) is null ? token : null;
    }

    /// <returns>null: the assertion was used before</returns>
    private async Task<string?> Give(EnrolledClient client, JsonWebToken shown, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.NewGuid().ToString();
        var given = await database.Writer.Write(
            session =>
            {
                if (!ClientAssertions.Use(session, client.Id, shown))
                {
                    return false;
                }

                session.Execute(
                    """
                    INSERT INTO OpenIddictTokens (Id, ApplicationId, ConcurrencyToken, CreationDate, ExpirationDate, Status, Subject, Type)
                    VALUES ($1, $2, $1, $3, $4, 'valid', $5, 'urn:ietf:params:oauth:token-type:access_token')
                    """,
                    id,
                    client.Application,
                    Written(now),
                    Written(now + Lifetime),
                    client.Id);
                return true;
            },
            cancellationToken);
        if (!given)
        {
            return null;
        }

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = JsonWebTokenTypes.AccessToken,
            Issuer = identity.Issuer.AbsoluteUri,
            Audience = HubScopes.HubAudience,
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [Claims.Subject] = client.Id,
                [Claims.ClientId] = client.Id,
                [Claims.Scope] = HubScopes.Link,
                [Claims.JwtId] = id,
                [Claims.Private.Presenter] = client.Id,
                [Claims.Private.TokenId] = id,
            },
            SigningCredentials = keys.Signing(now),
        });
    }

    /// <summary>As EF Core writes times.</summary>
    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed record Answer(
        [property: System.Text.Json.Serialization.JsonPropertyName("access_token")] string AccessToken,
        [property: System.Text.Json.Serialization.JsonPropertyName("token_type")] string TokenType,
        [property: System.Text.Json.Serialization.JsonPropertyName("expires_in")] int ExpiresIn,
        [property: System.Text.Json.Serialization.JsonPropertyName("scope")] string Scope);
}

internal static class TokensForSitesMiddleware
{
    /// <summary>Before the provider.</summary>
    public static IApplicationBuilder UseTokensForSites(this IApplicationBuilder app)
    {
        var tokens = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<TokensForSites>(app.ApplicationServices);
        return app.Use(async (http, next) =>
        {
            if (http.Request.Path != TokensForSites.Path || !await tokens.TryAnswer(http))
            {
                await next(http);
            }
        });
    }
}
