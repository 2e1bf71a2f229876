using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Tests.Files;

/// <summary>A site that the hub asks for files, and that answers as the test says: well, ill, or with the signature of another.</summary>
public sealed class AnsweringSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private SecretRing? _sends;

    private AnsweringSite(WebApplication app) => _app = app;

    public ConcurrentQueue<FileAsk> Asked { get; } = new();

    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>What it does with a question.</summary>
    public Func<AnsweringSite, HttpContext, FileAsk, Task> Answer { get; set; } = static (site, http, _) => site.File(http, "offer.pdf", "%PDF-1.4 offer"u8.ToArray());

    public Uri Url => new(_app.Urls.First());

    public static async Task<AnsweringSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static kestrel => kestrel.Limits.MinResponseDataRate = null);
        var site = new AnsweringSite(builder.Build());
        site._app.Run(site.Handle);
        await site._app.StartAsync();
        return site;
    }

    /// <summary>Puts it in the place of a site that the hub is configured with.</summary>
    public void Join(HubFixture hub, int index = 0)
    {
        hub.Sites[index] = hub.Sites[index] with { Url = Url };
        _sends = new SecretRing(SigningSecret.Parse(LinkSecrets.Derive(hub.Sites[index].Link!.Secret, hub.Sites[index].Slug).SiteToHub.Reveal()));
    }

    public async Task List(HttpContext http, params ListedFile[] files)
    {
        var body = new ArrayBufferWriter<byte>();
        new FileList(files).WriteTo(body);
        await Whole(http, 200, body.WrittenMemory);
    }

    public Task Refuse(HttpContext http, int status, string type, string detail) => Whole(http, status, JsonSerializer.SerializeToUtf8Bytes(new { type, title = "no", status, detail }));

    public async Task Whole(HttpContext http, int status, ReadOnlyMemory<byte> body)
    {
        Sign(http, status, body.Span);
        http.Response.StatusCode = status;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    public async Task File(HttpContext http, string name, byte[] bytes, string type = "application/pdf", long? length = null, bool sized = true)
    {
        Head(http, name, type);
        http.Response.ContentLength = sized ? length ?? bytes.Length : null;
        await http.Response.Body.WriteAsync(bytes);
        await http.Response.Body.FlushAsync();
    }

    /// <summary>The head, signed; the bytes are the test's.</summary>
    public void Head(HttpContext http, string name, string type = "application/pdf")
    {
        var head = new ArrayBufferWriter<byte>();
        new FileHead(name, type).WriteTo(head);
        Sign(http, 200, head.WrittenSpan);
        http.Response.Headers[AnswerSignature.HeadName] = Base64Url.EncodeToString(head.WrittenSpan);
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/octet-stream";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }

    private void Sign(HttpContext http, int status, ReadOnlySpan<byte> what)
    {
        var asked = http.Request.Headers;
        http.Response.Headers[AnswerSignature.HeaderName] = AnswerSignature.Sign(
            _sends!, new SignatureHeaders(asked[SignatureHeaders.IdName]!, asked[SignatureHeaders.TimestampName]!, asked[SignatureHeaders.SignatureName]!), status, what);
    }

    private async Task Handle(HttpContext http)
    {
        Paths.Enqueue(http.Request.Path);
        if (!http.Request.Path.Value!.EndsWith("/ask", StringComparison.Ordinal))
        {
            // Its link: the hub's own orders wait.
            http.Response.StatusCode = 503;
            return;
        }

        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var asked = FileAsk.Read(Encoding.UTF8.GetBytes(await reader.ReadToEndAsync()));
        Asked.Enqueue(asked);
        await Answer(this, http, asked);
    }
}
