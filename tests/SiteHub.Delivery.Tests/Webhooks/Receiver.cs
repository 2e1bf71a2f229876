using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>Somebody's endpoint on loopback: it remembers what came, and answers as a test says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public string Id => Headers["webhook-id"];
    }

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>Those that were answered with 2xx.</summary>
    public ConcurrentQueue<Request> Taken { get; } = new();

    /// <summary>How many are left for a receiver that leaves out what it has taken: a clock that jumps lets requests in flight time out, and they come again.</summary>
    public int Distinct => Taken.DistinctBy(r => r.Id).Count();

    public Func<HttpContext, Task> Answers { get; set; } = Says(204);

    public string Url => _app.Urls.First() + "/hook";

    public static Func<HttpContext, Task> Says(int status, params (string Name, string Value)[] headers) => http =>
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        return Task.CompletedTask;
    };

    public static async Task<Receiver> StartAsync(Action<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, o => listen?.Invoke(o)));
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public List<string> Bodies() => [.. Taken.Select(r => r.Body)];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var request = new Request(
            http.Request.Method, http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget, http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), body);
        Requests.Enqueue(request);
        http.Items["body"] = body;
        await Answers(http);
        if (http.Response.StatusCode is >= 200 and < 300)
        {
            Taken.Enqueue(request);
        }
    }
}
