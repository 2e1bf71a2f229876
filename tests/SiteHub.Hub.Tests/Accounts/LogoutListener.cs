using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Tests.Accounts;

/// <summary>A site's side of back-channel logout.</summary>
public sealed class LogoutListener : IAsyncDisposable
{
    private readonly WebApplication _app;

    public LogoutListener()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/backchannel-logout", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            Tokens.Enqueue(form["logout_token"].ToString());
            http.Response.StatusCode = (int)Answer;
            await http.Response.WriteAsync(Said);
        });
    }

    public ConcurrentQueue<string> Tokens { get; } = new();

    public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

    /// <summary>In the answer's body.</summary>
    public string Said { get; set; } = "";

    public Uri Url { get; private set; } = null!;

    public async Task Start()
    {
        await _app.StartAsync();
        Url = new Uri(_app.Urls.First());
    }

    public async Task<string[]> Received(int count)
    {
        for (var i = 0; i < 200 && Tokens.Count < count; i++)
        {
            await Task.Delay(50);
        }

        Tokens.Count.ShouldBe(count);
        return [.. Tokens];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
