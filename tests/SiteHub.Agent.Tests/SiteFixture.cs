using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests;

/// <summary>A site on loopback with a database of its own and a clock that the test turns.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    public const string Admin = "token site1adminkey00:site1adminsec00";
    public const string Limited = "token site1limitedkey:site1limitedsec";
    public const string Reader = "token readerkey:readersecret";

    private readonly string _folder = Directory.CreateTempSubdirectory("sitehub-site-").FullName;
    private readonly byte[] _masterKey = RandomNumberGenerator.GetBytes(32);
    private WebApplication? _app;

    public SteppedTime Time { get; init; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMicroseconds(10) };

    public List<DocTypeEntry> DocTypes { get; } = [.. RecordedDocTypes.Everything];

    /// <summary>With a link, whose hub is away: what the site would tell stays in its log.</summary>
    public List<PublicationEntry> Publications { get; } = [];

    /// <summary>With a link, and therefore with pages and sign-in, even if nothing is published.</summary>
    public bool Linked { get; set; }

    public List<ActionEntry> Actions { get; } = [];

    /// <summary>Roles that the site has besides.</summary>
    public List<string> RoleNames { get; } = [];

    /// <summary>As whom the hub may write here, from the next start on.</summary>
    public List<string> HubUsers { get; } = [];

    public Action<WebApplicationBuilder>? Configure { get; set; }

    public Uri Url { get; set; } = new("http://localhost:5101");

    public List<System.Net.IPNetwork> TrustedProxies { get; } = [];

    public List<System.Net.IPNetwork> PlainHttpFrom { get; } = [];

    public Uri HubUrl { get; set; } = new("http://localhost:1");

    public SignInEntry SignIn { get; set; } = SignInEntry.Default;

    /// <summary>What the site's log is written to besides.</summary>
    public ILoggerProvider? Logs { get; set; }

    public string Folder => _folder;

    public SeedEntry Seed { get; set; } = SeedEntry.Nothing;

    /// <summary>The documents live there.</summary>
    public FrappeEntry? Frappe { get; set; }

    /// <summary>Hears of every save.</summary>
    internal RecordingFeed Feed { get; } = new();

    public List<UserEntry> Users { get; } =
    [
        new("Administrator", UserKind.Employee, ["System Manager"], new ApiKeyEntry("site1adminkey00", new Secret("site1adminsec00"))),
        new("limited@example.com", UserKind.Employee, [], new ApiKeyEntry("site1limitedkey", new Secret("site1limitedsec"))),
        new("reader@example.com", UserKind.Employee, ["Reader"], new ApiKeyEntry("readerkey", new Secret("readersecret"))),
    ];

    public HttpClient Http { get; private set; } = null!;

    public Database Database => Service<Database>();

    public static async Task<SiteFixture> Started()
    {
        var site = new SiteFixture();
        await site.Start();
        return site;
    }

    public async Task Start()
    {
        var source = new SourceEntry(Frappe is null ? SourceEntry.Embedded : SourceEntry.OfFrappe, DocTypes, Seed) { Frappe = Frappe };
        var entry = new SiteEntry(
            "acme", "Acme", Url, "http://127.0.0.1:0", "site.db", null, source, Users, ["System Manager", "Reader", .. RoleNames], Publications, Link) { JobsInMemory = true, SignIn = SignIn, Actions = Actions, TrustedProxies = TrustedProxies, PlainHttpFrom = PlainHttpFrom, Receiving = new ReceivingEntry(HubUsers) };

        // Before it is built, for the building opens it.
        await Storage.SiteTemplate.Database.LayAt(Path.Combine(_folder, "site.db"));
        _app = SiteApplication.Build(
            new SiteOptions(HubUrl, entry, _folder, _masterKey, Development: false),
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
                if (Logs is not null)
                {
                    builder.Logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
                }

                builder.Services.AddSingleton<TimeProvider>(Time);
                builder.Services.AddSingleton<IChangeFeed>(Feed);
                Configure?.Invoke(builder);
            });
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    /// <summary>For tests of one class that can share a site.</summary>
    public async ValueTask InitializeAsync() => await Start();

    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    public IServiceProvider Services => _app!.Services;

    public T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    /// <summary>Sends a request as it stands: the path is not touched, so that %2F stays %2F.</summary>
    public async Task<Answer> Send(string method, string path, string? body = null, string? authorization = Admin, string? contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Http.BaseAddress + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await Http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter?.ToString());
    }

    public Task<Answer> Get(string path, string? authorization = Admin) => Send("GET", path, authorization: authorization);

    public Task<Answer> Post(string path, string body, params (string Name, string Value)[] headers) => Send("POST", path, body, headers: headers);

    public Task<Answer> Put(string path, string body) => Send("PUT", path, body);

    public Task<Answer> Bulk(string path, string lines, params (string Name, string Value)[] headers) =>
        Send("POST", path, lines, contentType: "application/x-ndjson", headers: headers);

    public long Count(string where = "deleted = 0") => Database.Read(session => session.Long($"SELECT count(*) FROM document WHERE {where}"))!.Value;

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>By which the hub and this site sign what they send each other.</summary>
    public LinkSecrets Secrets => LinkSecrets.Derive(new Secret("whsec_" + Convert.ToBase64String(_masterKey)), "acme");

    private LinkEntry? Link => Publications.Count == 0 && !Linked
        ? null
        : new LinkEntry(new Secret("whsec_" + Convert.ToBase64String(_masterKey)), new Secret("client-secret"));

    public async Task Stop()
    {
        Http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, string Text, string? RetryAfter = null)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public JsonNode Data => Json["data"]!;

    public string? ExcType => (string?)Json["exc_type"];

    public string Name => (string)Data["name"]!;

    /// <summary>The messages for a person, unpacked.</summary>
    public IReadOnlyList<JsonNode> Messages =>
        Json["_server_messages"] is { } list ? [.. JsonNode.Parse((string)list!)!.AsArray().Select(one => JsonNode.Parse((string)one!)!)] : [];

    public string Message => (string)Messages[0]["message"]!;

    public Answer ShouldBe(int status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }
}
