using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Hub.Sessions.Logout;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>Logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.4): short-lived, and each with an id of its own, since a client takes one once.</summary>
internal sealed class LogoutTokens(HubKeys keys, ProviderOptions identity, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Mint(LogoutNotice notice)
    {
        var now = time.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "logout+jwt",
            Issuer = identity.Issuer.AbsoluteUri,
            Audience = notice.ClientId,
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [Claims.Subject] = notice.PersonId,
                ["sid"] = notice.SessionId,

                // RFC 8417, section 2.2: told late, it still ends nothing that began after it.
                ["toe"] = notice.Created.ToUnixTimeSeconds(),
                [Claims.JwtId] = Guid.NewGuid().ToString("N"),
                ["events"] = new Dictionary<string, object> { [Event] = new Dictionary<string, object>() },
            },
            SigningCredentials = keys.Signing(now),
        });
    }
}
