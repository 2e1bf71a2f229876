using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>Frappe's OAuth provider, of which the agent is a client.</summary>
internal sealed class FrappeOAuth : IDisposable
{
    private const int MostBytes = 64 * 1024;
    private const string Methods = "/api/method/frappe.integrations.oauth2.";

    private readonly FrappeEntry _entry;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public FrappeOAuth(FrappeEntry entry, TimeProvider time)
    {
        (_entry, _time) = (entry, time);
        _http = new HttpClient(new GuardedConnection(NetworkGuard.Everything).CreateHandler()) { BaseAddress = entry.Url, Timeout = TimeSpan.FromSeconds(15), MaxResponseContentBufferSize = MostBytes };
    }

    private FrappeOAuthEntry Client(string owner) => (owner == SourceTokenRows.Source ? _entry.OAuth : _entry.Members) ?? throw new InvalidOperationException("The source asks by an API key.");

    /// <summary>Where somebody agrees that the agent may do what they may. Frappe takes PKCE, and versions that do not know it leave it out.</summary>
    public Uri Authorize(string owner, string redirect, string state, string challenge) => new(_entry.Url, $"{Methods}authorize?{new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["response_type"] = "code", ["client_id"] = Client(owner).ClientId, ["redirect_uri"] = redirect, ["scope"] = Client(owner).Scopes, ["state"] = state, ["code_challenge"] = challenge, ["code_challenge_method"] = "S256",
    }).ReadAsStringAsync().GetAwaiter().GetResult()}");

    /// <exception cref="TokenRefusedException">the site refuses</exception>
    /// <exception cref="HttpRequestException">the site cannot be reached, or does not answer as it should</exception>
    public Task<GivenTokens> Redeem(string owner, string code, string redirect, string verifier, CancellationToken cancellationToken) =>
        Ask(owner, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirect, ["code_verifier"] = verifier }, cancellationToken);

    /// <exception cref="TokenRefusedException">the site refuses</exception>
    /// <exception cref="HttpRequestException">the site cannot be reached, or does not answer as it should</exception>
    public Task<GivenTokens> Refresh(string owner, string refresh, CancellationToken cancellationToken) => Ask(owner, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh }, cancellationToken);

    /// <returns>null: it does not say</returns>
    /// <exception cref="HttpRequestException">the site cannot be reached</exception>
    public async Task<string?> UserOf(string access, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/method/frappe.auth.get_logged_user");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? Text(await Read(response, cancellationToken), "message") : null;
    }

    /// <summary>With the refresh token that came along.</summary>
    /// <returns>false: the site did not say that it has, nor that it knows no such token</returns>
    public async Task<bool> Revoke(string token, CancellationToken cancellationToken)
    {
        try
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token });
            using var response = await _http.PostAsync(new Uri($"{Methods}revoke_token", UriKind.Relative), form, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK || ((int)response.StatusCode is >= 400 and < 500 && Text(await Read(response, cancellationToken), "exc_type") is "PermissionError" or "DoesNotExistError");
        }
        catch (Exception fault) when (IsAway(fault) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public static bool IsAway(Exception fault) => fault is HttpRequestException or IOException or NetworkRefusedException or TaskCanceledException;

    public void Dispose() => _http.Dispose();

    private async Task<GivenTokens> Ask(string owner, Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        fields["client_id"] = Client(owner).ClientId;
        fields["client_secret"] = Client(owner).ClientSecret.Reveal();
        using var form = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(new Uri($"{Methods}get_token", UriKind.Relative), form, cancellationToken);
        var answer = await Read(response, cancellationToken);
        if (response.IsSuccessStatusCode && Text(answer, "access_token") is { Length: > 0 } access)
        {
            return GivenTokens.Of(access, Text(answer, "refresh_token"), answer?["expires_in"]?.ToString(), _time);
        }

        // A page in between refuses nothing: only what Frappe itself says counts.
        var said = Text(answer, "error_description") ?? Text(answer, "error") ?? Text(answer, "exc_type");
        throw said is { Length: > 0 } && (int)response.StatusCode is >= 400 and < 500 && response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
            ? new TokenRefusedException($"The site answers {(int)response.StatusCode}: {(said.Length <= 300 ? said : said[..300])}", response.Headers.Date)
            : new HttpRequestException($"The site gave no token: {(int)response.StatusCode} {response.ReasonPhrase}");
    }

    private static async Task<JsonObject?> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken) as JsonObject;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? answer, string member) => answer?[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
