using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace SiteHub.Testing.Frappe;

/// <summary>
/// A Frappe site for tests, in its two dialects: what is recorded of the real one, it answers the same where that matters, and each way in which the real one
/// fails is a switch. It knows no SiteHub.
/// </summary>
internal sealed class StandInFrappe : IAsyncDisposable
{
    public const string Key = "oneadminkey000";
    public const string Secret = "oneadminsec000";

    /// <summary>Longer request lines are refused before anything is looked at.</summary>
    private const int LongestLine = 4_094;

    private readonly StandInMethods _methods;
    private WebApplication? _app;
    private DateTimeOffset _window;
    private long _spent;

    public StandInFrappe(TimeProvider? time = null, int version = 15)
    {
        Version = version;
        Site = new StandInSite(new StandInClock(time ?? TimeProvider.System));
        Site.Users.Add(new StandInUser("Administrator", Key, Secret));
        StandInCore.AddTo(Site);
        Hooks = new StandInHooks(this);
        OAuth = new StandInOAuth(this);
        _methods = new StandInMethods(this);
    }

    public int Version { get; }

    public StandInSite Site { get; }

    public StandInFaults Faults { get; } = new();

    public StandInHooks Hooks { get; }

    public StandInOAuth OAuth { get; }

    /// <summary>An app's own methods, by their dotted names; given the arguments and the user.</summary>
    public Dictionary<string, Func<IReadOnlyDictionary<string, JsonNode?>, StandInUser, JsonNode?>> Apps { get; } = new(StringComparer.Ordinal);

    /// <summary>DocTypes with more documents than are kept here one by one: what a list of them answers, and how many there are.</summary>
    public Dictionary<string, (Func<IReadOnlyDictionary<string, JsonNode?>, JsonArray> List, int Count)> Large { get; } = new(StringComparer.Ordinal);

    /// <summary>Methods of documents, by DocType and name; given the document and the arguments.</summary>
    public Dictionary<(string DocType, string Method), Action<JsonObject, JsonNode?>> DocumentMethods { get; } = [];

    /// <summary>Workflows: by DocType, state and action, the next state.</summary>
    public Dictionary<(string DocType, string State, string Action), string> Transitions { get; } = [];

    /// <summary>Every request: its method, address and the status that it was answered with; 0: with nothing.</summary>
    public ConcurrentQueue<(string Method, string Path, int Status)> Requests { get; } = new();

    public Uri Url { get; private set; } = new("http://localhost:1");

    public static string Authorization => $"token {Key}:{Secret}";

    public async Task<StandInFrappe> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestLineSize = 64 * 1024).UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(Handle);
        await _app.StartAsync();
        Url = new Uri(_app.Urls.First());
        return this;
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Hooks.Dispose();
    }

    private async Task Handle(HttpContext http)
    {
        var path = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (StandInOAuth.Handles(path) && Faults.Instead?.Invoke(path) is null)
        {
            Requests.Enqueue((http.Request.Method, path, await OAuth.Answer(http, path)));
            return;
        }

        var (status, type, body, aborts) = await Answer(http, path);
        Requests.Enqueue((http.Request.Method, path, aborts ? 0 : status));
        if (aborts)
        {
            http.Abort();
            return;
        }

        if (Faults.Pace is { } pace)
        {
            await Task.Delay(pace(http.Request.Method, path, body.Length));
        }

        http.Response.StatusCode = status;
        http.Response.Headers.Date = (Site.Clock.Time.GetUtcNow() + Faults.ClockIsOff).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        http.Response.ContentType = type;
        await http.Response.WriteAsync(body);
    }

    private async Task<(int Status, string Type, string Body, bool Aborts)> Answer(HttpContext http, string path)
    {
        const string Json = "application/json";
        var line = $"{http.Request.Method} {path} HTTP/1.1";
        if (line.Length > LongestLine)
        {
            return (400, "text/html", $"<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n    <h1><p>Bad Request</p></h1>\n    Request Line is too large ({line.Length} &gt; {LongestLine})\n  </body>\n</html>\n", false);
        }

        if (Faults.Delay > TimeSpan.Zero)
        {
            await Task.Delay(Faults.Delay);
        }

        if (Faults.Instead?.Invoke(path) is var (wanted, kind, text))
        {
            return (wanted, kind, text, false);
        }

        if (Faults.DieBefore > 0)
        {
            Faults.DieBefore--;
            return (0, "", "", true);
        }

        if (Faults.Maintenance)
        {
            return (503, Json, new StandInError(503, "SessionStopped", "frappe.exceptions.SessionStopped: Session Stopped").ToJson(v2: false), false);
        }

        if (IsLimited(http.Response.Headers))
        {
            return (429, Json, new StandInError(429, "TooManyRequestsError", "frappe.exceptions.TooManyRequestsError").ToJson(v2: false), false);
        }

        var v2 = path.StartsWith("/api/v2/", StringComparison.Ordinal);
        try
        {
            var user = UserOf(http.Request);
            var asked = await Asked(http.Request);
            JsonObject? answer;
            int status;
            bool saves;
            lock (Site.Lock)
            {
                var before = Hooks.Committed;
                (status, answer) = Route(http.Request.Method, path.Split('?')[0], user, asked);
                saves = Hooks.Committed != before;
            }

            if (saves && Faults.QueueDown)
            {
                return (500, "text/html", Page, false);
            }

            if (saves && Faults.FailAfterCommit > 0)
            {
                Faults.FailAfterCommit--;
                return (500, "text/html", Page, false);
            }

            if (saves && Faults.DieAfterCommit > 0)
            {
                Faults.DieAfterCommit--;
                return (0, "", "", true);
            }

            return (status, Json, answer.ToJsonString(Compact), false);
        }
        catch (StandInError error)
        {
            return (error.Status, Json, error.ToJson(v2), false);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or KeyNotFoundException or NullReferenceException)
        {
            return (500, Json, new StandInError(500, "AttributeError", $"AttributeError: {error.Message}").ToJson(v2), false);
        }
    }

    internal const string Page = "<html>\n  <head>\n    <title>Internal Server Error</title>\n  </head>\n  <body>\n    <h1><p>Internal Server Error</p></h1>\n    \n  </body>\n</html>\n";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool IsLimited(IHeaderDictionary headers)
    {
        if (Faults.RateLimit is not { } limit)
        {
            return false;
        }

        var now = Site.Clock.Time.GetUtcNow();
        if (now - _window >= TimeSpan.FromMinutes(1))
        {
            (_window, _spent) = (now, 0);
        }

        var reset = (int)Math.Ceiling((_window + TimeSpan.FromMinutes(1) - now).TotalSeconds);
        var isLimited = _spent >= limit;
        _spent += isLimited ? 0 : Faults.RequestCost;
        headers["X-RateLimit-Limit"] = $"{limit}";
        headers["X-RateLimit-Remaining"] = $"{Math.Max(0, limit - _spent)}";
        headers["X-RateLimit-Reset"] = $"{reset}";
        if (isLimited)
        {
            headers["Retry-After"] = $"{reset}";
        }

        return isLimited;
    }

    private StandInUser UserOf(HttpRequest request)
    {
        if (request.Headers.Authorization.ToString() is not { Length: > 0 } header)
        {
            return new StandInUser("Guest", "", "") { Reads = [] };
        }

        if (header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return OAuth.UserOf(header[7..]) ?? throw StandInError.Unauthorized();
        }

        var given = header.StartsWith("token ", StringComparison.Ordinal) ? header[6..]
            : header.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(header[6..]))
            : "";
        return Site.Users.Find(user => given == $"{user.Key}:{user.Secret}") ?? throw StandInError.Unauthorized();
    }

    private static async Task<Dictionary<string, JsonNode?>> Asked(HttpRequest request)
    {
        var asked = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (key, value) in request.Query)
        {
            asked[key] = value.ToString();
        }

        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true)
        {
            foreach (var (key, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body))
            {
                asked[key] = value.ToString();
            }
        }
        else if (body.Length > 0 && JsonNode.Parse(body) is JsonObject json)
        {
            foreach (var (key, value) in json)
            {
                asked[key] = value?.DeepClone();
            }
        }

        return asked;
    }

    private (int Status, JsonObject Answer) Route(string method, string path, StandInUser user, Dictionary<string, JsonNode?> asked)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return parts switch
        {
            ["api", "method", var name] => (200, _methods.Call(name, user, asked)),
            ["api", "resource", var docType] => Documents(method, docType, user, asked),
            ["api", "v2", "document", var docType] => Documents(method, docType, user, asked),
            ["api", "resource", var docType, .. var name] => Document(method, docType, string.Join('/', name), user, asked),
            ["api", "v2", "document", var docType, .. var name] => Document(method, docType, string.Join('/', name), user, asked),
            _ => throw StandInError.Missing("Page", path),
        };
    }

    private (int Status, JsonObject Answer) Documents(string method, string docType, StandInUser user, Dictionary<string, JsonNode?> asked) =>
        (200, Data(method == "POST" ? _methods.Insert(docType, Json(asked), user) : StandInLists.Of(Site, user, docType, asked)));

    private (int Status, JsonObject Answer) Document(string method, string docType, string name, StandInUser user, Dictionary<string, JsonNode?> asked)
    {
        if (!Site.Types.ContainsKey(docType))
        {
            throw new StandInError(500, "ImportError", $"Error: No module named 'frappe.core.doctype.{docType.ToLowerInvariant()}'");
        }

        switch (method)
        {
            case "GET":
                return (200, Data(_methods.Read(docType, name, user)));
            case "PUT":
                _methods.MayWrite(docType, name, user);
                return (200, Data(_methods.Shown(docType, Site.Update(docType, name, Json(asked), user.Name), user)));
            case "DELETE":
                StandInMethods.MayRead(docType, user, list: false);
                Site.Delete(docType, name, user.Name);
                return (202, new JsonObject { ["data"] = "ok" });
            default:
                return (200, Data(_methods.RunMethod(docType, name, (string?)asked.GetValueOrDefault("run_method") ?? "", user, asked)));
        }
    }

    private static JsonObject Json(Dictionary<string, JsonNode?> asked) => new(asked.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static JsonObject Data(JsonNode data) => new() { ["data"] = data };
}
