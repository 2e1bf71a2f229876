using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tail;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Documents;

namespace SiteHub.Benchmarks.Webhooks;

/// <summary>A role's webhooks and nothing else, on a database of their own.</summary>
internal sealed class WebhookEngine : IAsyncDisposable
{
    private readonly IHost _host;
    private long _saves;

    private WebhookEngine(IHost host) => _host = host;

    private Database Database => _host.Services.GetRequiredService<Database>();

    public static async Task<WebhookEngine> StartAsync(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, "role.db");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(static l => l.ClearProviders());
        builder.Services.AddSingleton(new NetworkGuard([], loopback: true));
        builder.Services.AddSingleton(new SecretBox(new byte[32]));
        builder.Services.AddSingleton(p => Database.Open(file, p.GetRequiredService<ILogger<GroupCommit>>(), TimeProvider.System));
        builder.Services.AddWebhooks();
        var host = builder.Build();
        _ = host.Services.GetRequiredService<Database>();
        await CreateSchemaAsync(file);
        await host.StartAsync();
        return new WebhookEngine(host);
    }

    public async Task AddAsync(string name, Uri url)
    {
        var webhook = new WebhookDefinition
        {
            Name = name,
            DocTypes = ["Quotation"],
            Events = [DocEvents.OnSubmit],
            Url = url.AbsoluteUri,
            Authentication = [new WebhookAuthentication.V1(null)],
        };
        var faults = await _host.Services.GetRequiredService<WebhookRegistry>().Put(webhook);
        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join("; ", faults));
        }
    }

    public async Task RemoveAsync(string prefix)
    {
        var registry = _host.Services.GetRequiredService<WebhookRegistry>();
        await registry.Apply([], [.. registry.Definitions.Where(w => w.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(static w => w.Id)]);
    }

    /// <summary>So many documents are saved, as fast as it goes, eight at a time.</summary>
    public Task SaveAsync(int count)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await SaveAsync();
            }
        }));
    }

    /// <summary>One document is saved: durable when the task completes.</summary>
    public async Task SaveAsync()
    {
        var number = Interlocked.Increment(ref _saves);
        var message = new WebhookEvent($"evt_{Guid.CreateVersion7():N}", [DocEvents.OnUpdate, DocEvents.OnSubmit], "Quotation", $"QTN-{number:D7}", "acme", 1, TimeProvider.System.GetUtcNow(), Doc(number), null);
        if (_host.Services.GetRequiredService<WebhookFanout>().Prepare(message) is { } fanout)
        {
            await Database.Writer.Write(fanout.Commit);
        }
    }

    /// <summary>Waits until so many deliveries, counted from the start, are stored as delivered.</summary>
    public async Task UntilAsync(long deliveries)
    {
        var registry = _host.Services.GetRequiredService<WebhookRegistry>();
        while (registry.List().Sum(static w => w.Delivered) < deliveries)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>Somebody watches, as the console's stream does: a few lines four times a second.</summary>
    public Watcher Watch() => new(_host.Services.GetRequiredService<LiveTail>());

    public long Delivered() => _host.Services.GetRequiredService<WebhookRegistry>().List().Sum(static w => w.Delivered);

    /// <summary>Milliseconds from save to stored success, ascending, of events from a moment on.</summary>
    public double[] Delays(DateTimeOffset since)
    {
        var delays = Database.Read(s => s.Many(
            "SELECT d.done_at - e.at FROM webhook_event e JOIN delivery d ON d.event = e.number WHERE e.at >= $1 AND d.state = 1",
            static r => TimeSpan.FromTicks(r.Long(0)).TotalMilliseconds,
            since));
        delays.Sort();
        return [.. delays];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
    }

    private static byte[] Doc(long number) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"name":"QTN-{{number:D7}}","customer":"CUST-{{number % 500:D4}}","customer_name":"Riverside Waterworks {{number % 500}}","transaction_date":"2026-11-24","valid_till":"2026-12-24","order_type":"Sales","currency":"EUR","items":[{"item_code":"PUMP-{{number % 40:D3}}","item_name":"Centrifugal pump {{number % 40}}","description":"Single stage, stainless steel","qty":{{1 + (number % 9)}}.0,"uom":"Nos","rate":249.5,"amount":{{(1 + (number % 9)) * 249.5:F2}}}],"total_qty":{{1 + (number % 9)}}.0,"total":{{(1 + (number % 9)) * 249.5:F2}},"grand_total":{{(1 + (number % 9)) * 249.5:F2}},"status":"Open","po_no":null,"terms":"30 days net","modified":"2026-11-24 09:30:00.000000"}
        """));

    private static async Task CreateSchemaAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = DeliverySchema.Sqlite;
        await command.ExecuteNonQueryAsync();
    }
}
