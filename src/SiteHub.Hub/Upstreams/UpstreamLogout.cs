using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

/// <summary>Another provider says that somebody has signed out there, or was taken away: they are out here too, and at every site (OpenID Connect Back-Channel Logout 1.0).</summary>
internal sealed class UpstreamLogout(BrowserSessions sessions, Database database, TimeProvider time, ILogger<UpstreamLogout> log)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>How old a token may be; so long its id is remembered.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <returns>null: done; else why not</returns>
    /// <exception cref="UpstreamAwayException">it cannot be looked at: the provider's keys are not known</exception>
    public async Task<string?> Obey(UpstreamEntry upstream, UpstreamDiscovery discovery, string text, CancellationToken cancellationToken)
    {
        var provider = await discovery.GetConfigurationAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(text, Rules(upstream, provider));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            provider = await discovery.RenewAsync(cancellationToken);
            result = await _handler.ValidateTokenAsync(text, Rules(upstream, provider));
        }

        var (token, now) = (result.SecurityToken as JsonWebToken, time.GetUtcNow());
        if ((result.IsValid && token is not null ? FaultOf(token, provider, now) : "It is not signed by this provider, not for this hub, or has expired.") is { } fault)
        {
            Log.LogoutRefused(log, upstream.Id, fault);
            return fault;
        }

        var ended = await database.Writer.Write(
            db =>
            {
                db.Execute("DELETE FROM upstream_logout WHERE until < $1", now);
                return db.Execute("INSERT INTO upstream_logout (upstream, jti, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", upstream.Id, token!.Id, now + MostAge + Skew + Skew) == 0
                    ? (int?)null
                    : sessions.EndOf(db, upstream.Id, Text(token, "sub"), Text(token, "sid"));
            },
            cancellationToken);
        if (ended is not { } count)
        {
            return "It was used before (jti).";
        }

        Log.Ended(log, upstream.Id, count);
        return null;
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost(
        "/signin/upstream/{id}/backchannel-logout",
        static async (string id, HttpContext http, HubOptions options, UpstreamDiscoveries discoveries, UpstreamLogout logout) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            if (options.Hub.Upstreams.FirstOrDefault(known => known.Id == id) is not { } upstream || discoveries.Of(upstream) is not { } discovery)
            {
                return Results.NotFound();
            }

            if (!http.Request.HasFormContentType || (await http.Request.ReadFormAsync(http.RequestAborted))["logout_token"] is not [{ Length: > 0 and < 16_384 } token])
            {
                return Refuse("Send a form with one logout_token.");
            }

            try
            {
                return await logout.Obey(upstream, discovery, token, http.RequestAborted) is { } fault ? Refuse(fault) : Results.Ok();
            }
            catch (UpstreamAwayException away)
            {
                http.Response.Headers.RetryAfter = "5";
                return Results.Json(new { error = "temporarily_unavailable", error_description = away.Message }, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        }).ExcludeFromDescription();

    private static IResult Refuse(string why) => Results.Json(new { error = "invalid_request", error_description = why }, statusCode: StatusCodes.Status400BadRequest);

    private TokenValidationParameters Rules(UpstreamEntry upstream, OpenIdConnectConfiguration provider) => new()
    {
        ValidIssuer = provider.Issuer,
        ValidAudience = upstream.ClientId,
        IssuerSigningKeys = provider.SigningKeys,
        ValidAlgorithms = UpstreamEvents.AlgorithmsOf(provider),
        RequireExpirationTime = false,
        LifetimeValidator = (_, expires, _, _) => expires is null || expires + Skew > time.GetUtcNow().UtcDateTime,
    };

    private static string? FaultOf(JsonWebToken token, OpenIdConnectConfiguration provider, DateTimeOffset now) =>
        token.Issuer != provider.Issuer ? "It is not from this provider (iss)."
        : !token.TryGetPayloadValue<long>("iat", out var issued) || DateTimeOffset.FromUnixTimeSeconds(issued) is var at && (at > now + Skew || at < now - MostAge) ? "It must say when it was issued (iat), not more than 5 minutes ago."
        : token.Id is not { Length: > 0 and <= 200 } ? "It has no id (jti)."
        : !token.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(Event, out var which) || which.ValueKind != JsonValueKind.Object ? $"It must have the event {Event} (events)."
        : token.TryGetPayloadValue<object>("nonce", out _) ? "A logout token has no nonce; an ID token is not taken for one."
        : Text(token, "sub") is null && Text(token, "sid") is null ? "It says neither whose (sub) nor which session (sid) ends."
        : null;

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) && text.Length > 0 ? text : null;
}
