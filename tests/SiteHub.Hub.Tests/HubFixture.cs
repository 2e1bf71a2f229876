using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests;

/// <summary>A hub on loopback with a database of its own and a clock that the test turns.</summary>
public sealed class HubFixture : IAsyncDisposable
{
    public const string Secret = "a-client-secret-of-some-length";

    private readonly string _folder = Directory.CreateTempSubdirectory("sitehub-hub-").FullName;
    private readonly byte[] _masterKey = RandomNumberGenerator.GetBytes(32);
    private WebApplication? _app;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public List<ClientEntry> Clients { get; } =
    [
        new("operations", new Secret(Secret), ["hub.read", "hub.admin"]),
        new("reader", new Secret(Secret), ["hub.read"]),
    ];

    public List<SiteEntry> Sites { get; } = [Site("acme"), Site("globex")];

    public string Url { get; set; } = "http://localhost:5100";

    public string Listen { get; set; } = "http://127.0.0.1:0";

    /// <summary>Whom a request names: the hub's own name, wherever it listens.</summary>
    public string Host => new Uri(Url).Authority;

    public List<string> Aliases { get; } = [];

    /// <summary>What the hub's log is written to besides.</summary>
    public ILoggerProvider? Logs { get; set; }

    public List<UpstreamEntry> Upstreams { get; } = [];

    public List<IPNetwork> Proxies { get; } = [];

    public List<IPNetwork> PlainHttpFrom { get; } = [];

    /// <summary>Where the hub may send to.</summary>
    public List<AllowedNetwork> Networks { get; } = [];

    public List<SeedPerson> People { get; } = [];

    public List<SeedCustomer> Customers { get; } = [];

    /// <summary>Little, for most of what many tests took was the hashing of passwords.</summary>
    internal PasswordCost PasswordCost { get; set; } = new(8, 1);

    public bool SelfRegistration { get; set; }

    public MailEntry? Mail { get; set; }

    /// <summary>What the hub's log looks like to whoever reads it.</summary>
    public ShownLog Log { get; } = new();

    public Action<WebApplicationBuilder>? Configure { get; set; }

    public WebApplication App => _app!;

    public HttpClient Http { get; private set; } = null!;

    public string DatabasePath => Path.Combine(_folder, "hub.db");

    public Database Database => Service<Database>();

    /// <summary>Until the hub has written what it writes of itself after a start: each site's link was tried, and the members' notices are as far as the documents.</summary>
    public async Task IsQuiet()
    {
        const string Busy = """
            SELECT EXISTS (SELECT 1 FROM link WHERE state = 'active' AND failures = 0)
                OR NOT EXISTS (SELECT 1 FROM setting WHERE key = 'notifications.cursor' AND CAST(value AS INTEGER) = coalesce((SELECT max(id) FROM document_revision), 0))
            """;
        while (Database.Read(static session => session.Long(Busy)) == 1)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<HubFixture> Started()
    {
        var hub = new HubFixture();
        await hub.Start();
        return hub;
    }

    public static SiteEntry Site(string slug, string secret = Secret) =>
        new(slug, slug.ToUpperInvariant(), new Uri($"http://{slug}.localhost:5101"), "http://127.0.0.1:0", "site.db", null, null, [], [], [], new LinkEntry(LinkSecrets.Generate(), new Secret(secret)));

    public async Task Start()
    {
        var entry = new HubEntry(new Uri(Url), Listen, "Test hub", "hub.db", null, Networks, Proxies, Clients) { JobsInMemory = true, PlainHttpFrom = PlainHttpFrom, SelfRegistration = SelfRegistration, Upstreams = Upstreams, Mail = Mail, Aliases = Aliases };

        // Before it is built, for the building opens it.
        await Storage.HubTemplate.Database.LayAt(DatabasePath);
        _app = HubApplication.Build(
            new HubOptions(entry, Sites, _folder, _masterKey, Development: false) { People = People, Customers = Customers },
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
                if (Logs is not null)
                {
                    builder.Logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
                }

                builder.Services.AddSingleton<TimeProvider>(Time);
                builder.Services.AddSingleton(PasswordCost);
                builder.Services.AddSingleton<ILoggerProvider>(Log);
                Configure?.Invoke(builder);
            });
        Log.ShowAs(_app.Services);
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        Http.DefaultRequestHeaders.Host = Host;
    }

    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    public T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public async Task<HttpResponseMessage> RequestToken(string client, string? scope = null, string secret = Secret)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        using var content = new FormUrlEncodedContent(form);
        return await Http.PostAsync("/connect/token", content);
    }

    public async Task<string> Token(string client, string? scope = null, string secret = Secret)
    {
        using var response = await RequestToken(client, scope, secret);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>();
    }

    public async Task<HttpResponseMessage> Get(string path, string? token) => await Send(HttpMethod.Get, path, token);

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

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
