using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Agent.Links;

/// <summary>Validates the hub's tokens against the keys that it publishes, fetched when first needed and again when a key is not known.</summary>
internal sealed class HubKeySet(SiteOptions site, IHttpClientFactory http, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Whoever waits for it looks at an empty window.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _hub = new(
        new Uri(site.HubUrl, ".well-known/openid-configuration").AbsoluteUri,
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(http.CreateClient(HubTokens.Client)) { RequireHttps = site.HubUrl.Scheme == Uri.UriSchemeHttps },
        new HubItself(site.HubUrl))
    {
        RefreshInterval = TimeSpan.FromSeconds(5),
    };

    private long _answered;

    /// <summary>Where the hub is and which keys it signs with.</summary>
    public IConfigurationManager<OpenIdConnectConfiguration> Configuration => _hub;

    /// <summary>Whether a browser that is sent to the hub now meets somebody: what was fetched before says nothing of that.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _hub.GetConfigurationAsync(cancellationToken);
            if (Volatile.Read(ref _answered) + Pause.Ticks > time.GetUtcNow().Ticks)
            {
                return true;
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            using var client = http.CreateClient(HubTokens.Client);
            using var answer = await client.GetAsync(_hub.MetadataAddress, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (answer.IsSuccessStatusCode)
            {
                Volatile.Write(ref _answered, time.GetUtcNow().Ticks);
            }

            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <returns>the validated access token for this site, or why it is refused</returns>
    public Task<HubTokenCheck> ValidateAsync(string token, CancellationToken cancellationToken) => CheckAsync(token, HubGuard.Audience(site.Site.Slug), "at+jwt", cancellationToken);

    /// <param name="token">what was shown</param>
    /// <param name="audience">whom it must be for</param>
    /// <param name="type">what kind it must be, so that one kind does not pass for another</param>
    /// <param name="cancellationToken">ends the wait for the hub's keys</param>
    public async Task<HubTokenCheck> CheckAsync(string token, string audience, string type, CancellationToken cancellationToken)
    {
        try
        {
            var result = await TryAsync(token, audience, type, cancellationToken);
            if (!result.IsValid)
            {
                // The hub may have turned to a key that it published after we last looked. Every 5 s at most it is asked anew.
                _hub.RequestRefresh();
                result = await TryAsync(token, audience, type, cancellationToken);
            }

            return result.IsValid ? new HubTokenCheck((JsonWebToken)result.SecurityToken, null, true) : new HubTokenCheck(null, Explain(result.Exception), true);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            return new HubTokenCheck(null, "The hub's keys could not be fetched, so its token cannot be checked; try again.", false);
        }
    }

    public static bool IsAlive(DateTime? notBefore, DateTime? expires, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires + Skew > now && (notBefore is null || notBefore - Skew < now);
    }

    private async Task<TokenValidationResult> TryAsync(string token, string audience, string type, CancellationToken cancellationToken)
    {
        var hub = await _hub.GetConfigurationAsync(cancellationToken);
        return await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = site.HubUrl.AbsoluteUri,
            ValidAudience = audience,
            IssuerSigningKeys = hub.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [type],
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, time),
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

/// <summary>What stands between the two may answer in the hub's place, with JSON of its own: only what calls itself the hub is kept, and the hub is asked again until it does.</summary>
internal sealed class HubItself(Uri hub) : IConfigurationValidator<OpenIdConnectConfiguration>
{
    public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Issuer == hub.AbsoluteUri && configuration.SigningKeys.Count > 0
            ? new ConfigurationValidationResult { Succeeded = true }
            : new ConfigurationValidationResult { Succeeded = false, ErrorMessage = $"What answers at {hub} does not call itself that, or shows no keys: a proxy or firewall between the two may answer in the hub's place." };
    }
}

/// <param name="Token">the validated token; null if it was refused</param>
/// <param name="Refusal">why</param>
/// <param name="KeysKnown">false: nothing is wrong with the token, but it could not be looked at</param>
internal sealed record HubTokenCheck(JsonWebToken? Token, string? Refusal, bool KeysKnown);
