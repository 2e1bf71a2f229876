using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Documents;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>A role's webhooks, whole, on a database file that outlives it.</summary>
public sealed class Sender : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-webhooks-");
    private IHost? _host;
    private int _revision;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public NetworkGuard Guard { get; init; } = new([], loopback: true);

    public CapturedLog Log { get; } = new();

    public string File => Path.Combine(_folder.FullName, "role.db");

    public Database Database => Get<Database>();

    public WebhookRegistry Registry => Get<WebhookRegistry>();

    public T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public static async Task<Sender> StartAsync(TimeProvider? time = null, NetworkGuard? guard = null)
    {
        var sender = new Sender { Time = time ?? TimeProvider.System, Guard = guard ?? new NetworkGuard([], loopback: true) };
        await sender.StartAsync();
        return sender;
    }

    public async Task StartAsync()
    {
        await CreateSchemaAsync();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(l => l.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Debug).AddFilter("Hangfire", LogLevel.None));
        builder.Services.AddSingleton(Time);
        builder.Services.AddSingleton(Guard);
        builder.Services.AddSingleton(new SecretBox(new byte[32]));
        builder.Services.AddSingleton(p => Database.Open(File, p.GetRequiredService<ILogger<GroupCommit>>(), Time));
        builder.Services.AddWebhooks();
        _host = builder.Build();
        await _host.StartAsync();
    }

    /// <summary>Stops in order, or (killed) without waiting for anything that is under way.</summary>
    public async Task StopAsync(bool killed = false)
    {
        if (_host is not { } host)
        {
            return;
        }

        _host = null;
        if (killed)
        {
            await host.Services.GetRequiredService<Database>().DisposeAsync();
        }

        using var limit = new CancellationTokenSource(killed ? TimeSpan.Zero : TimeSpan.FromSeconds(20));
        try
        {
            await host.StopAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
        }

        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
    }

    /// <summary>A webhook for notes that sends <c>{"n": "name", "v": version}</c>.</summary>
    public async Task<WebhookDefinition> AddAsync(Receiver receiver, Func<WebhookDefinition, WebhookDefinition>? change = null)
    {
        var webhook = new WebhookDefinition
        {
            Id = WebhookDefinition.NewId(),
            Name = Guid.NewGuid().ToString(),
            DocTypes = ["Note"],
            Events = [DocEvents.OnUpdate],
            Url = receiver.Url,
            Body = new WebhookBody.Json([new("name", "n"), new("v", "v")]),
        };
        webhook = WebhookSecrets.Complete(change?.Invoke(webhook) ?? webhook, null, Time.GetUtcNow());
        WebhookValidation.Check(webhook, WebhookScope.Any).ShouldBeEmpty();
        (await Registry.Put(webhook)).ShouldBeEmpty();
        return webhook;
    }

    /// <summary>A note is saved.</summary>
    public async Task SaveAsync(string name, int version)
    {
        var message = Message(name, version);
        if (Get<WebhookFanout>().Prepare(message) is { } fanout)
        {
            await Database.Writer.Write(fanout.Commit);
        }
    }

    public WebhookEvent Message(string name, int version) => new(
        $"evt_{Guid.CreateVersion7():N}",
        [DocEvents.OnUpdate, DocEvents.OnChange],
        "Note",
        name,
        "acme",
        Interlocked.Increment(ref _revision),
        Time.GetUtcNow(),
        Encoding.UTF8.GetBytes($$"""{"name":"{{name}}","v":{{version}}}"""),
        null);

    public WebhookStatus Status(WebhookDefinition webhook) => Registry.Find(webhook.Id)!;

    /// <summary>The jobs stand still from now on.</summary>
    public Task StandJobsAsync() => _host!.Services.GetServices<IHostedService>().Single(static service => service.GetType().Name == "RoleJobs").StopAsync(CancellationToken.None);

    public void Sweep() => Get<WebhookSweep>().Run();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task CreateSchemaAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'webhook'";
        if ((long)(await command.ExecuteScalarAsync())! == 0)
        {
            command.CommandText = DeliverySchema.Sqlite;
            await command.ExecuteNonQueryAsync();
        }
    }
}
