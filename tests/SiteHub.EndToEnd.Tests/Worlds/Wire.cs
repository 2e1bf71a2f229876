using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>Stands before a role, at the address by which others know it. All that its peers send passes here, and may be meddled with.</summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Wire(WebApplication app, Uri target)
    {
        _app = app;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = target };
        app.Run(http => Meddle(new Passage(http, _http)));
    }

    /// <summary>What happens to a request; by default it goes through.</summary>
    public Func<Passage, Task> Meddle { get; set; } = passage => passage.GoThroughAsync();

    public static async Task<Wire> StartAsync(Uri address, Uri target)
    {
        ArgumentNullException.ThrowIfNull(address);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address.GetLeftPart(UriPartial.Authority));
        builder.Logging.ClearProviders();
        var wire = new Wire(builder.Build(), target);
        await wire._app.StartAsync();
        return wire;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>One request on its way.</summary>
    public sealed class Passage(HttpContext http, HttpClient target)
    {
        private byte[]? _body;

        public bool IsBatch => http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal);

        /// <summary>Something is asked past the log, such as a file.</summary>
        public bool IsQuestion => http.Request.Path.Value!.EndsWith("/ask", StringComparison.Ordinal);

        public bool IsOnLink => http.Request.Path.StartsWithSegments("/sitehub", StringComparison.Ordinal);

        public async Task<string> TextAsync() => Encoding.UTF8.GetString(await BodyAsync());

        public async Task GoThroughAsync()
        {
            using var answer = await SendAsync();
            if (answer is null)
            {
                CutOff();
                return;
            }

            http.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Content-Length")))
            {
                http.Response.Headers[name] = values.ToArray();
            }

            await http.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
        }

        /// <summary>Delivers it, and lets nobody know what came back.</summary>
        /// <returns>the status that was not told; 0 if the role does not answer itself</returns>
        public async Task<int> DeliverAsync()
        {
            using var answer = await SendAsync();
            return (int?)answer?.StatusCode ?? 0;
        }

        /// <summary>The sender sees its connection break.</summary>
        public void CutOff() => http.Abort();

        public Task AnswerAsync(int status, params (string Name, string Value)[] headers)
        {
            http.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                http.Response.Headers[name] = value;
            }

            return Task.CompletedTask;
        }

        /// <summary>Reads it whole, so that it can be delivered after its sender is gone.</summary>
        public async Task<byte[]> BodyAsync()
        {
            if (_body is null)
            {
                using var whole = new MemoryStream();
                await http.Request.Body.CopyToAsync(whole);
                _body = whole.ToArray();
            }

            return _body;
        }

        private async Task<HttpResponseMessage?> SendAsync()
        {
            using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path + http.Request.QueryString.Value)
            {
                Content = new ByteArrayContent(await BodyAsync()),
            };
            foreach (var (name, values) in http.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length" or "Transfer-Encoding" or "Connection")))
            {
                if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!))
                {
                    request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
                }
            }

            try
            {
                return await target.SendAsync(request);
            }
            catch (Exception e) when (Until.IsNoAnswer(e))
            {
                return null;
            }
        }
    }
}
