using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Links;

/// <summary>The hub's API, asked as a client that the configuration declares.</summary>
internal sealed class HubApi(HubEntry hub) : IDisposable
{
    public const string Read = "hub.read";
    public const string Admin = "hub.admin";

    private readonly HttpClient _http = Http.For(hub.Url, TimeSpan.FromSeconds(30));

    public async Task<IReadOnlyList<LinkStatus>> Links(CancellationToken cancellationToken) =>
        await Ask<List<LinkStatus>>(HttpMethod.Get, "/api/v1/links", Read, "the list of links", cancellationToken) ?? [];

    /// <param name="method">of the request</param>
    /// <param name="path">of the API, with its query</param>
    /// <param name="scope">what the token must permit</param>
    /// <param name="what">what is asked for, as a refusal calls it</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <param name="body">becomes JSON</param>
    /// <returns>the answer; null where it has no body</returns>
    public async Task<T?> Ask<T>(HttpMethod method, string path, string scope, string what, CancellationToken cancellationToken, object? body = null)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await Token(scope, cancellationToken));
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw await Refused(answer, what, cancellationToken);
            }

            return answer.StatusCode == HttpStatusCode.NoContent || answer.Content.Headers.ContentLength == 0
                ? null
                : await answer.Content.ReadFromJsonAsync<T>(cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new StopException(ExitCode.NoAnswer, $"The hub at {hub.Url} does not answer: {e.Message}", "Start it with `sitehub up` or `sitehub hub`; hub.url in the configuration says where it is looked for.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StopException(ExitCode.NoAnswer, $"The hub at {hub.Url} has not answered for {_http.Timeout.TotalSeconds:0} s.", "Look at its output; /health/ready says what keeps it.");
        }
        catch (JsonException)
        {
            throw new StopException(ExitCode.NoAnswer, $"What answers at {hub.Url} is no hub of this version.", "Is hub.url right, and is the hub as new as this program?");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> Token(string scope, CancellationToken cancellationToken)
    {
        var client = hub.Clients.FirstOrDefault(c => c.Scopes.Contains(scope)) ?? throw new StopException(
            ExitCode.Configuration, $"The configuration declares no client with the scope {scope}.", $"Add one to hub.clients: {{ \"id\": …, \"secret\": …, \"scopes\": [\"{scope}\"] }}, and restart the hub.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = client.Id, ["client_secret"] = client.Secret.Reveal(), ["scope"] = scope,
        });
        using var answer = await _http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw await Refused(answer, $"a token to client {client.Id}", cancellationToken);
        }

        var token = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return token.GetProperty("access_token").GetString()!;
    }

    private async Task<StopException> Refused(HttpResponseMessage answer, string what, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var hint = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest
            ? "Does the running hub know this client with this secret? It reads the configuration when it starts."
            : "Look at its output.";
        return new StopException(ExitCode.NoAnswer, $"The hub at {hub.Url} refuses {what}: {(int)answer.StatusCode} {answer.ReasonPhrase}", hint, text.Length > 500 ? text[..500] : text);
    }
}
