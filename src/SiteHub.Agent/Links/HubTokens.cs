using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Links;

/// <summary>The site's own token at the hub, by <c>client_credentials</c>: fetched once for all who wait, kept until shortly before it expires.</summary>
internal sealed class HubTokens(SiteOptions site, HubClient self, IHttpClientFactory http, TimeProvider time) : ILinkTokens, IDisposable
{
    public const string Client = "hub tokens";

    /// <summary>A token must outlive the request that carries it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private Fetched? _token;

    public async ValueTask<string> Get(string link, bool renew, CancellationToken cancellationToken)
    {
        var known = _token;
        if (!renew && known is not null && known.Expires - Margin > time.GetUtcNow())
        {
            return known.Token;
        }

        await _fetching.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have fetched one while this call waited; the one that was refused is not given again.
            if (_token is null || ReferenceEquals(_token, known))
            {
                _token = await FetchAsync(cancellationToken);
            }

            return _token.Token;
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Dispose() => _fetching.Dispose();

    private async Task<Fetched> FetchAsync(CancellationToken cancellationToken)
    {
        if (!self.CanAuthenticate)
        {
            throw new TokenRefusedException($"Site {site.Site.Slug} was revoked by the hub, or never enrolled, so it cannot ask for a token: run `sitehub site enrol` with a new code.");
        }

        using var client = http.CreateClient(Client);
        var fields = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = HubGuard.LinkScope };
        self.Authenticate(fields);
        using var form = new FormUrlEncodedContent(fields);
        using var response = await client.PostAsync(new Uri(site.HubUrl, "connect/token"), form, cancellationToken);
        var answer = await ReadAsync(response, cancellationToken);
        if ((int)response.StatusCode is 400 or 401 or 403)
        {
            var reason = (string?)answer?["error_description"] ?? (string?)answer?["error"] ?? response.ReasonPhrase;
            throw new TokenRefusedException($"The hub refuses a token for client {self.Id}: {reason}", response.Headers.Date);
        }

        if (!response.IsSuccessStatusCode || (string?)answer?["access_token"] is not { } token)
        {
            throw new HttpRequestException($"The hub gave no token: {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        return new Fetched(token, time.GetUtcNow() + TimeSpan.FromSeconds((double?)answer["expires_in"] ?? 0));
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private sealed record Fetched(string Token, DateTimeOffset Expires);
}
