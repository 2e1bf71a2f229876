using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Api;

/// <summary>A running role's API, asked with what the configuration says of it: a client at the hub, a System Manager's key at a site.</summary>
internal sealed class RoleApi : IDisposable
{
    public const string Read = "hub.read";
    public const string Admin = "hub.admin";

    private readonly HttpClient _http;
    private readonly Func<string, CancellationToken, Task<AuthenticationHeaderValue>> _authorize;

    private RoleApi(string name, Uri url, Func<RoleApi, Func<string, CancellationToken, Task<AuthenticationHeaderValue>>> authorize)
    {
        Name = name;
        Url = url;
        _http = Http.For(url, TimeSpan.FromSeconds(30));
        _authorize = authorize(this);
    }

    /// <summary>As sentences call it: <c>the hub</c>, <c>site acme</c>.</summary>
    public string Name { get; }

    public Uri Url { get; }

    public static RoleApi Of(HubEntry hub) => new("the hub", hub.Url, api => async (scope, cancellationToken) => new("Bearer", await HubToken.Get(api._http, hub, scope, cancellationToken)));

    public static RoleApi Of(SiteEntry site)
    {
        var manager = site.Users.FirstOrDefault(static user => user.ApiKey is not null && user.Roles.Contains("System Manager"))?.ApiKey ?? throw new StopException(
            ExitCode.Configuration, $"The configuration gives no user of site {site.Slug} the role System Manager and an apiKey.", "Add one to the site's users.");
        return new($"site {site.Slug}", site.Url, _ => (_, _) => Task.FromResult(new AuthenticationHeaderValue("token", $"{manager.Key}:{manager.Secret.Reveal()}")));
    }

    /// <param name="method">of the request</param>
    /// <param name="path">of the API, with its query</param>
    /// <param name="scope">what a token at the hub must permit</param>
    /// <param name="what">what is asked for, as a refusal calls it</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <param name="body">becomes JSON</param>
    /// <returns>the answer; null where it has no body</returns>
    public async Task<T?> Ask<T>(HttpMethod method, string path, string scope, string what, CancellationToken cancellationToken, object? body = null)
        where T : class
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await Send(method, path, scope, content, cancellationToken);
        return answer.Succeeded ? answer.Read<T>() : throw Refused(answer, what);
    }

    /// <summary>For whoever wants to look at a refusal as well.</summary>
    public async Task<RoleAnswer> Send(HttpMethod method, string path, string scope, HttpContent? content, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.Authorization = await _authorize(scope, cancellationToken);
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return new RoleAnswer((int)answer.StatusCode, text.Length == 0 ? null : JsonDocument.Parse(text));
        }
        catch (HttpRequestException e)
        {
            throw new StopException(ExitCode.NoAnswer, $"{Sentence} at {Url} does not answer: {e.Message}", "Start it with `sitehub up`, or by itself; the configuration's url says where it is looked for.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StopException(ExitCode.NoAnswer, $"{Sentence} at {Url} has not answered for {_http.Timeout.TotalSeconds:0} s.", "Look at its output; /health/ready says what keeps it.");
        }
        catch (JsonException)
        {
            throw new StopException(ExitCode.NoAnswer, $"What answers at {Url} is no {(Name == "the hub" ? "hub" : "site")} of this version.", "Is its url right, and is it as new as this program?");
        }
    }

    public StopException Refused(RoleAnswer answer, string what)
    {
        var lines = answer.Faults.ToList();
        if (answer.Status is (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden)
        {
            lines.Add("Does it know this client or key with this secret? It reads the configuration when it starts.");
        }

        return new StopException(answer.Status is >= 400 and < 500 and not (401 or 403) ? ExitCode.Failed : ExitCode.NoAnswer, $"{Sentence} at {Url} refuses {what}: {answer.Title}", lines);
    }

    public void Dispose() => _http.Dispose();

    private string Sentence => char.ToUpperInvariant(Name[0]) + Name[1..];
}
