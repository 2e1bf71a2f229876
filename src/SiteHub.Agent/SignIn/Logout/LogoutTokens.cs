using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using SiteHub.Agent.Links;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.SignIn.Logout;

/// <summary>Obeys the hub's logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6), each once.</summary>
internal sealed class LogoutTokens(SiteOptions site, HubClient client, HubKeySet keys, Database database, SessionEnds ends, TimeProvider time, ILogger<LogoutTokens> log)
{
    public const string Type = "logout+jwt";

    public const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>Sessions that are about to begin, with a sid that was ended, are refused for as long as a sign-in may take.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>How old a token may be, and how much the hub's clock may be ahead.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <exception cref="DatabaseUnavailableException">nothing was ended</exception>
    public async Task<LogoutOutcome> Obey(string token, CancellationToken cancellationToken)
    {
        var check = await keys.CheckAsync(token, client.Id, Type, cancellationToken);
        if (!check.KeysKnown)
        {
            return new LogoutOutcome.NotNow(check.Refusal!);
        }

        if ((check.Token is null ? check.Refusal : FaultOf(check.Token)) is { } fault)
        {
            Log.LogoutRefused(log, fault);
            return new LogoutOutcome.Refused(fault);
        }

        return await End(check.Token!, cancellationToken);
    }

    private async Task<LogoutOutcome> End(JsonWebToken token, CancellationToken cancellationToken)
    {
        var sid = Text(token, "sid");
        var subject = Text(token, "sub");
        var kept = time.GetUtcNow() + Remembered;

        // When it ended (RFC 8417, section 2.2): the token may come much later, and whoever has signed in since then stays.
        var at = DateTimeOffset.FromUnixTimeSeconds(token.TryGetPayloadValue<long>("toe", out var ended) && ended is > 0 and < 100_000_000_000 ? ended : token.GetPayloadValue<long>("iat"));
        var count = await database.Writer.Write(
            session =>
            {
                if (session.Execute("INSERT INTO logout_token (jti, sid, ends, at) VALUES ($1, $2, $3, $4) ON CONFLICT (jti) DO NOTHING", token.Id, sid, kept, at) == 0)
                {
                    return (int?)null;
                }

                return ends.End(
                    session, "issuer = $1 AND ($2 IS NULL OR subject = $2) AND ($3 IS NULL OR sid = $3) AND (issued IS NULL OR issued <= $4)", site.HubUrl.AbsoluteUri, subject, sid, at);
            },
            cancellationToken);
        if (count is null)
        {
            return new LogoutOutcome.Refused("The logout token was used before (jti).");
        }

        Log.Ended(log, count.Value, subject, sid);
        return new LogoutOutcome.Ended(count.Value);
    }

    /// <summary>What the signature, issuer, audience, type and expiry do not say yet.</summary>
    private string? FaultOf(JsonWebToken token)
    {
        var now = time.GetUtcNow();
        if (token.Issuer != site.HubUrl.AbsoluteUri)
        {
            return "The logout token is not from this site's hub (iss).";
        }

        if (!token.TryGetPayloadValue<long>("iat", out var issued) || DateTimeOffset.FromUnixTimeSeconds(issued) is var at && (at > now + Skew || at < now - MostAge))
        {
            return "The logout token must say when it was issued (iat), not more than 5 minutes ago and not ahead of this site's clock.";
        }

        if (string.IsNullOrEmpty(token.Id))
        {
            return "The logout token has no id (jti).";
        }

        if (!token.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var which) || which.ValueKind != JsonValueKind.Object)
        {
            return $"The logout token must have the event {Event} (events).";
        }

        if (token.TryGetPayloadValue<object>("nonce", out _))
        {
            return "A logout token has no nonce; an ID token is not taken for one.";
        }

        return Text(token, "sub") is null && Text(token, "sid") is null ? "The logout token says neither whose (sub) nor which session (sid) ends." : null;
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) && text.Length > 0 ? text : null;
}
