using System.Net.Http.Json;
using System.Text.Json;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Api;

internal static class HubToken
{
    public static async Task<string> Get(HttpClient http, HubEntry hub, string scope, CancellationToken cancellationToken)
    {
        var client = hub.Clients.FirstOrDefault(c => c.Secret is not null && c.Scopes.Contains(scope)) ?? throw new StopException(
            ExitCode.Configuration, $"The configuration declares no client with a secret and the scope {scope}.", $"Add one to hub.clients: {{ \"id\": …, \"secret\": …, \"scopes\": [\"{scope}\"] }}, and restart the hub.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = client.Id, ["client_secret"] = client.Secret!.Reveal(), ["scope"] = scope,
        });
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new StopException(
                ExitCode.NoAnswer,
                $"The hub at {hub.Url} refuses a token to client {client.Id}: {(int)answer.StatusCode} {answer.ReasonPhrase}",
                "Does the running hub know this client with this secret? It reads the configuration when it starts.",
                text.Length > 500 ? text[..500] : text);
        }

        var token = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return token.GetProperty("access_token").GetString()!;
    }
}
