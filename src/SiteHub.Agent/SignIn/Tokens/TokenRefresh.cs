using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Links;
using SiteHub.Delivery.Links;

namespace SiteHub.Agent.SignIn.Tokens;

/// <summary>One refresh at the hub's token endpoint.</summary>
internal sealed class TokenRefresh(SiteOptions site, HubClient client, IHttpClientFactory http, TimeProvider time)
{
    private static readonly TimeSpan ClocksApart = TimeSpan.FromSeconds(60);

    /// <exception cref="TokenRefusedException">the hub refuses; the message names clocks that are apart</exception>
    /// <exception cref="HttpRequestException">the hub cannot be reached, or does not answer as it should</exception>
    public async Task<GivenTokens> Ask(string refreshToken, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken };
        client.Authenticate(fields);
        using var form = new FormUrlEncodedContent(fields);
        using var caller = http.CreateClient(HubTokens.Client);
        using var response = await caller.PostAsync(new Uri(site.HubUrl, "connect/token"), form, cancellationToken);
        var answer = await Read(response, cancellationToken);
        if ((int)response.StatusCode is 400 or 401 or 403)
        {
            throw Refused(response, answer);
        }

        return response.IsSuccessStatusCode && Text(answer, "access_token") is { } access
            ? GivenTokens.Of(access, Text(answer, "refresh_token"), answer?["expires_in"]?.ToString(), time)
            : throw new HttpRequestException($"The hub gave no token: {(int)response.StatusCode} {response.ReasonPhrase}");
    }

    private TokenRefusedException Refused(HttpResponseMessage response, JsonObject? answer)
    {
        var reason = $"The hub does not renew the token: {Text(answer, "error_description") ?? Text(answer, "error") ?? response.ReasonPhrase}";
        var skew = response.Headers.Date is { } there ? time.GetUtcNow() - there : TimeSpan.Zero;
        return new TokenRefusedException(
            skew.Duration() > ClocksApart ? $"{reason} The clocks of the two sides are {skew.Duration().TotalSeconds:N0} s apart: set them right." : reason,
            response.Headers.Date);
    }

    private static async Task<JsonObject?> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? answer, string member) => answer?[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
