using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Tests.Links;

/// <summary>One side of a link, whole: its database file, its web server, its pump. What it applies goes into a table.</summary>
public sealed class Party(string folder, string name) : ILinkApplier, ILinkHistory, ILinkTokens, ILinkGuard, IAsyncDisposable
{
    private WebApplication? _app;
    private int _port;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public LogRetentionOptions Retention { get; init; } = LogRetentionOptions.Default;

    /// <summary>Stands before everything else: a test answers in its place, or lets the request through and spoils the answer.</summary>
    public Func<HttpContext, RequestDelegate, Task> Intercept { get; set; } = (http, next) => next(http);

    public CapturedLog Log { get; } = new();

    public string Token { get; set; } = "good";

    /// <summary>Asked instead of looking at the token.</summary>
    public Func<LinkAdmission>? Admits { get; set; }

    public Func<LinkEvent, string?> Refuses { get; set; } = _ => null;

    public List<string> Epochs { get; } = [];

    public string File => Path.Combine(folder, name + ".db");

    public Uri Address => new($"http://localhost:{_port}/");

    public Database Database => _app!.Services.GetRequiredService<Database>();

    public T Get<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public async Task StartAsync()
    {
        await CreateSchemaAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.ListenLocalhost(_port == 0 ? Ports.Take() : _port));
        builder.Services.AddSingleton(Time);
        builder.Services.AddSingleton(Retention);
        builder.Services.AddSingleton(p => Database.Open(File, p.GetRequiredService<ILogger<GroupCommit>>(), Time));
        builder.Services.AddSingleton(new SecretBox(new byte[32]));
        builder.Services.AddSingleton<ILinkApplier>(this).AddSingleton<ILinkHistory>(this).AddSingleton<ILinkTokens>(this).AddSingleton<ILinkGuard>(this);
        builder.Services.AddLinks();
        _app = builder.Build();
        _app.Use((http, next) => Intercept(http, _ => next(http)));
        _app.MapLinks();
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            SqliteConnection.ClearAllPools();
            _app = null;
        }
    }

    public Task LinkToAsync(Uri peer, SecretRing sends, SecretRing receives, string link = "acme") =>
        Get<LinkRegistry>().Ensure(new LinkDefinition(link, peer, sends, receives));

    public async Task<long> SendAsync(string text, string link = "acme")
    {
        var data = Encoding.UTF8.GetBytes($$"""{"docType":"Note","name":"{{text}}"}""");
        return (await Database.Writer.Write(s => Get<LinkLog>().Append(s, link, LinkEventTypes.DocumentChanged, data))).Seq;
    }

    public List<string> Received() => Database.Read(s => s.Many("SELECT name FROM received ORDER BY id", r => r.Text(0)));

    public LinkStatus Status(string link = "acme") => Get<LinkRegistry>().List().Single(l => l.Link == link);

    public Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry)
    {
        if (Refuses(entry) is { } reason)
        {
            return _ => ApplyOutcome.Rejected(reason);
        }

        var text = (string?)JsonNode.Parse(entry.Data.Span)?["name"] ?? throw new LinkMessageException("name", "nothing", "a name");
        return s =>
        {
            s.Execute("INSERT INTO received (name, epoch, seq) VALUES ($1, $2, $3)", text, epoch.Number, entry.Seq);
            return ApplyOutcome.Applied;
        };
    }

    public void BeginEpoch(Session session, string link, string reason, IReadOnlyList<LinkEvent> unacknowledged)
    {
        Epochs.Add(reason);
        foreach (var entry in unacknowledged)
        {
            Get<LinkLog>().Append(session, link, entry.Type, entry.Data, entry.Id);
        }

        // What a role does by resync: everything that there is, once more.
        Get<LinkLog>().Append(session, link, LinkEventTypes.DocumentSnapshot, """{"docType":"Note","name":"everything"}"""u8.ToArray());
    }

    public JsonObject Describe(string type, ReadOnlyMemory<byte> data) => new() { ["name"] = (string?)JsonNode.Parse(data.Span)?["name"] };

    public ValueTask<string> Get(string link, bool renew, CancellationToken cancellationToken) => ValueTask.FromResult(Token);

    public ValueTask<LinkAdmission> Admit(HttpContext http, string link) =>
        ValueTask.FromResult(Admits is { } admits ? admits() : http.Request.Headers.Authorization == "Bearer good" ? LinkAdmission.Admitted : LinkAdmission.Unauthorized("The token is not good."));

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task CreateSchemaAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'link'";
        if ((long)(await command.ExecuteScalarAsync())! == 0)
        {
            command.CommandText = DeliverySchema.Sqlite + "CREATE TABLE received (id INTEGER PRIMARY KEY, name TEXT UNIQUE, epoch INTEGER, seq INTEGER);";
            await command.ExecuteNonQueryAsync();
        }
    }
}
