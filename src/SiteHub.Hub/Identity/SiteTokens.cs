using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Delivery.Links;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Conversation;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Links;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>
/// The hub's own tokens towards the sites: each is meant for one site alone. Signed with the key that the sites see in the key set,
/// and not stored: the hub is both who gives and who bears them.
/// </summary>
internal sealed class SiteTokens(HubKeys keys, ProviderOptions identity, ActionRights rights, MessageRights messages, TimeProvider time) : ILinkTokens
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>A token must outlive the request that carries it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, Minted> _minted = new();

    /// <summary>Never waits: the hub asks nobody for its own tokens.</summary>
    public ValueTask<string> Get(string link, bool renew, CancellationToken cancellationToken) => new(Get(link, renew));

    /// <summary>
    /// Actor tokens: for each action or message a member's, good at that site, for that request and what it asks for alone. Whether they may is asked once more, now
    /// that it is sent: one who may no longer gets none, and the site refuses.
    /// </summary>
    public IReadOnlyDictionary<long, string>? ForEntries(string link, IReadOnlyList<LinkEvent> entries)
    {
        Dictionary<long, string>? tokens = null;
        foreach (var entry in entries)
        {
            var token = entry.Type switch
            {
                LinkEventTypes.ActionRequested => rights.Granted(link, ActionRequested.Read(entry.Data)) is { } granted ? ActorToken(link, ActorTokens.Type, ActorTokens.BindingOf(granted)) : null,
                LinkEventTypes.MessageWritten => messages.Granted(link, MessageWritten.Read(entry.Data)) is { } granted ? ActorToken(link, ActorTokens.MessageType, ActorTokens.BindingOf(granted)) : null,
                _ => null,
            };
            if (token is not null)
            {
                (tokens ??= [])[entry.Seq] = token;
            }
        }

        return tokens;
    }

    private string ActorToken(string slug, string type, IReadOnlyList<KeyValuePair<string, string?>> binding)
    {
        var now = time.GetUtcNow();
        var claims = binding.Where(static claim => claim.Value is not null).ToDictionary(static claim => claim.Key, static claim => (object)claim.Value!);
        claims[ActorTokens.Actor] = new Dictionary<string, object> { [Claims.Subject] = ActorTokens.Hub };
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = type,
            Issuer = identity.Issuer.AbsoluteUri,
            Audience = HubScopes.SiteAudience(slug),
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = keys.Signing(now),
        });
    }

    private string Get(string slug, bool renew)
    {
        var now = time.GetUtcNow();
        if (!renew && _minted.TryGetValue(slug, out var known) && known.Expires - Margin > now)
        {
            return known.Token;
        }

        var expires = now + Lifetime;
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = JsonWebTokenTypes.AccessToken,
            Issuer = identity.Issuer.AbsoluteUri,
            Audience = HubScopes.SiteAudience(slug),
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [Claims.Subject] = HubScopes.HubAudience,
                [Claims.ClientId] = HubScopes.HubAudience,
                [Claims.Scope] = HubScopes.Link,
                [Claims.JwtId] = Guid.NewGuid().ToString("N"),
            },
            SigningCredentials = keys.Signing(now),
        });
        _minted[slug] = new Minted(token, expires);
        return token;
    }

    private sealed record Minted(string Token, DateTimeOffset Expires);
}
