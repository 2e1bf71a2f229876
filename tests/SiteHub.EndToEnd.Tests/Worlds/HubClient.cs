using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>The hub's API with a token of its own client.</summary>
public sealed class HubClient(Uri address, string client, string secret) : IDisposable
{
    private string? _token;

    public HttpClient Http { get; } = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public static async Task<string> TokenAsync(HttpClient http, string client, string secret, string scope)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret, ["scope"] = scope,
        });
        using var answer = await http.PostAsync("/connect/token", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
    }

    public static string PathOf(string site, string docType, string name) =>
        $"/api/v1/documents/{Uri.EscapeDataString(site)}/{Uri.EscapeDataString(docType)}/{Uri.EscapeDataString(name)}";

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        var answer = await TryAsync(method, path, body);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && _token is not null)
        {
            answer.Dispose();
            _token = null;
            answer = await TryAsync(method, path, body);
        }

        return answer;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task<JsonNode?> PostAsync(string path, JsonNode? body = null)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body ?? new JsonObject());
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return text.Length > 0 ? JsonNode.Parse(text) : null;
    }

    /// <returns>the status, and the document or the problem</returns>
    public async Task<(HttpStatusCode Status, JsonNode Body)> DocumentAsync(string site, string docType, string name)
    {
        using var answer = await SendAsync(HttpMethod.Get, PathOf(site, docType, name));
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    public async Task<JsonArray> TimelineAsync(string site, string docType, string name) =>
        (await GetAsync(PathOf(site, docType, name) + "/timeline?limit=200"))["timeline"]!.AsArray();

    /// <summary>Where the hub's end of the link to a site stands.</summary>
    public async Task<JsonNode> LinkAsync(string site) => (await GetAsync("/api/v1/links")).AsArray().First(link => (string)link!["link"]! == site)!;

    public async Task<JsonArray> RejectedAsync(string site) => (await GetAsync($"/api/v1/links/{site}/rejected?state=open"))["rejected"]!.AsArray();

    public void Dispose() => Http.Dispose();

    private async Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, JsonNode? body)
    {
        _token ??= await TokenAsync(Http, client, secret, "hub.read hub.admin");
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return await Http.SendAsync(request);
    }
}
