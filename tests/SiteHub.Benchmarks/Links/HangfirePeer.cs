using System.Diagnostics;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SiteHub.Benchmarks.Processes;
using SiteHub.Benchmarks.Setting;

namespace SiteHub.Benchmarks.Links;

/// <summary>The usual design, for comparison: one Hangfire job per event, in memory, that posts it to a receiver which stores nothing.</summary>
internal static class HangfirePeer
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });
    private static readonly byte[] Event = SampleDocuments.Changed("site-0000", 1).ToArray();
    private static Uri _receiver = null!;
    private static int _done;

    /// <summary>The receiver, in a process of its own.</summary>
    public static async Task ReceiveAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{args[0]}");
        await using var app = builder.Build();
        app.MapPost("/", static async (HttpContext http) => await http.Request.Body.CopyToAsync(Stream.Null));
        await app.StartAsync();
        await Children.AnswerAsync(_ => Task.FromResult(""));
        await app.StopAsync();
    }

    /// <returns>events a second, from the first enqueued to the last answered</returns>
    public static async Task<double> RunAsync(int seconds)
    {
        var port = Ports.Take();
        await using var receiver = await Child.StartAsync("receiver", [port.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        _receiver = new Uri($"http://localhost:{port}/");
        var storage = new InMemoryStorage();
        var client = new BackgroundJobClient(storage);
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions(), storage);
        await RunAsync(client, 2_000);
        var rate = await RunAsync(client, 4_000);
        return await RunAsync(client, (int)(rate * seconds));
    }

    public static async Task PostAsync()
    {
        using var content = new ByteArrayContent(Event);
        using var answer = await Http.PostAsync(_receiver, content);
        answer.EnsureSuccessStatusCode();
        Interlocked.Increment(ref _done);
    }

    private static async Task<double> RunAsync(BackgroundJobClient client, int events)
    {
        _done = 0;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < events; i++)
        {
            client.Enqueue(() => PostAsync());
        }

        while (Volatile.Read(ref _done) < events)
        {
            await Task.Delay(2);
        }

        return events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
