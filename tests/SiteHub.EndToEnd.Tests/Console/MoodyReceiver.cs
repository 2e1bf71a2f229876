using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SiteHub.EndToEnd.Tests.Console;

/// <summary>Somebody's receiver, which can be broken and mended.</summary>
internal sealed class MoodyReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MoodyReceiver(WebApplication app) => _app = app;

    public bool IsBroken { get; set; }

    public ConcurrentQueue<string> Taken { get; } = [];

    /// <summary>The <c>traceparent</c> of each request.</summary>
    public ConcurrentQueue<string> Traces { get; } = [];

    public Uri Url => new(_app.Urls.First());

    public static async Task<MoodyReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new MoodyReceiver(app);
        app.MapFallback(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        if (IsBroken)
        {
            return Results.Text("The printer is out of paper.", statusCode: StatusCodes.Status500InternalServerError);
        }

        Taken.Enqueue(body);
        if (request.Headers.TraceParent.ToString() is { Length: > 0 } trace)
        {
            Traces.Enqueue(trace);
        }

        return Results.Ok();
    }
}
