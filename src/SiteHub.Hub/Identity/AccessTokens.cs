using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Tells what an access token for the hub permits: at first sight by its signature and its row, later by memory. The checks are the
/// provider's own, made without it: its validation loads EF Core and itself first, over a second after each start, while every
/// site waits to carry on.
/// </summary>
internal sealed class AccessTokens(HubKeys keys, ProviderOptions identity, Database database, RememberedTokens remembered, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <returns>what it says; null if it is not a valid token for the hub</returns>
    public ValueTask<RememberedToken?> Check(ReadOnlyMemory<char> token) =>
        remembered.Find(token.Span) is { } known ? new(known) : CheckAtFirstSight(token.ToString());

    private async ValueTask<RememberedToken?> CheckAtFirstSight(string token)
    {
        var generation = remembered.Generation;
        var result = await _handler.ValidateTokenAsync(token, Rules());
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || !IsInForce(jwt))
        {
            return null;
        }

        var scopes = Text(jwt, Claims.Scope)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var found = new RememberedToken(jwt.Subject, Text(jwt, Claims.ClientId) ?? "", scopes, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero), Principal(jwt, scopes))
        {
            Id = Text(jwt, Claims.Private.TokenId),
            Session = Text(jwt, SignInClaims.SessionId),
            Grant = Text(jwt, Claims.Private.AuthorizationId),
        };
        remembered.Remember(token, found, generation);
        return found;
    }

    private TokenValidationParameters Rules()
    {
        var now = time.GetUtcNow();
        return new TokenValidationParameters
        {
            ValidIssuer = identity.Issuer.AbsoluteUri,
            ValidAudience = HubScopes.HubAudience,
            IssuerSigningKeys = keys.Published(now).Select(static credentials => credentials.Key),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [JsonWebTokenTypes.AccessToken],
            LifetimeValidator = (notBefore, expires, _, _) => expires > now.UtcDateTime && (notBefore is null || notBefore <= now.UtcDateTime),
        };
    }

    /// <summary>The provider keeps a row of each token that it gave, and of each consent under which it did: revoking marks them.</summary>
    private bool IsInForce(JsonWebToken token) =>
        Text(token, Claims.Private.TokenId) is { } id
        && database.Read(session => session.Long(
            """
            SELECT 1 FROM OpenIddictTokens t LEFT JOIN OpenIddictAuthorizations a ON a.Id = t.AuthorizationId
            WHERE t.Id = $1 AND t.Status = 'valid' AND (t.AuthorizationId IS NULL OR a.Status = 'valid')
            """,
            id)) == 1;

    private static ClaimsPrincipal Principal(JsonWebToken token, IEnumerable<string> scopes) =>
        new(new ClaimsIdentity(
            [new Claim(Claims.Subject, token.Subject), new Claim(Claims.ClientId, Text(token, Claims.ClientId) ?? ""), .. scopes.Select(static scope => new Claim(Claims.Scope, scope))],
            HubBearer.SchemeName,
            Claims.Subject,
            Claims.Role));

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var value) ? value : null;
}
