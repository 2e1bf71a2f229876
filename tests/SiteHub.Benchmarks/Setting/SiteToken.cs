using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Benchmarks.Setting;

/// <summary>A site's token for its link, from the hub's own provider.</summary>
internal static class SiteToken
{
    private static readonly HttpClient Http = new();

    public static async Task<string> FetchAsync(Uri hub, SiteEntry site)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = $"site-{site.Slug}",
            ["client_secret"] = site.Link!.ClientSecret.Reveal(),
            ["scope"] = "sitehub.link",
        });
        using var answer = await Http.PostAsync(new Uri(hub, "/connect/token"), form);
        var body = await answer.Content.ReadFromJsonAsync<JsonNode>();
        return answer.IsSuccessStatusCode ? (string)body!["access_token"]! : throw new InvalidOperationException($"The hub gave no token: {body}");
    }
}
