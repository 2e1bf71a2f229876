using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.EndToEnd.Tests.Peers;

/// <summary>Plays a site towards the hub, honestly or not: it speaks the protocol by itself, and keeps its log in the test.</summary>
public sealed class Peer : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _clientSecret;
    private string? _token;

    public Peer(World world, string slug)
    {
        ArgumentNullException.ThrowIfNull(world);
        var link = world.Configuration.Site(slug)["link"]!;
        Slug = slug;
        Sends = new SecretRing(SigningSecret.Parse(LinkSecrets.Derive(new Secret((string)link["secret"]!), slug).SiteToHub.Reveal()));
        _clientSecret = (string)link["clientSecret"]!;
        var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        _http = new HttpClient(handler) { BaseAddress = world.Hub.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public string Slug { get; }

    public SecretRing Sends { get; }

    public Epoch Epoch { get; set; } = new(1, "ep_of_the_test");

    /// <summary>The last entry that the hub has confirmed.</summary>
    public LogPosition Confirmed { get; set; } = LogPosition.Start;

    public async Task<string> TokenAsync() => _token ??= await HubClient.TokenAsync(_http, $"site-{Slug}", _clientSecret, "sitehub.link");

    /// <summary>Greets the hub as a site does at its start: only then does it know the log's history.</summary>
    public async Task<LinkHello> GreetAsync(LogPosition? head = null)
    {
        var body = new ArrayBufferWriter<byte>();
        new LinkHello(LinkHello.Current, new LinkSide(Epoch, head ?? Confirmed), new LinkSide(Epoch.None, LogPosition.Start)).WriteTo(body);
        using var answer = await PostAsync(body.WrittenMemory, path: LinkPaths.Hello(Slug));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        ((int)answer.StatusCode).ShouldBe(200, Encoding.UTF8.GetString(bytes));
        return LinkHello.Read(bytes);
    }

    /// <summary>The batch of these entries after the confirmed ones, or after another.</summary>
    public LinkBatch Batch(IReadOnlyList<LinkEvent> events, LogPosition? after = null) => new(Epoch, after ?? Confirmed, events, null);

    /// <summary>Sends a batch, and goes on from the checkpoint that the hub confirms.</summary>
    public async Task<Reply> SendAsync(LinkBatch batch)
    {
        var reply = await SendUnheardAsync(batch);
        if (reply.Status == 200)
        {
            Confirmed = reply.Answer!.Checkpoint;
        }

        return reply;
    }

    /// <summary>Sends a batch whose answer does not arrive: the peer knows no more than before.</summary>
    public async Task<Reply> SendUnheardAsync(LinkBatch batch)
    {
        var body = new ArrayBufferWriter<byte>();
        batch.WriteTo(body);
        using var answer = await PostAsync(body.WrittenMemory);
        return await Reply.OfAsync(answer);
    }

    /// <param name="body">what is sent, and signed unless the distortion says otherwise</param>
    /// <param name="distort">what is wrong about this request</param>
    /// <param name="path">the events of its own link, if none is given</param>
    public async Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> body, Action<HttpRequestMessage>? distort = null, string? path = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path ?? LinkPaths.Events(Slug)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        request.Headers.TryAddWithoutValidation(LinkPaths.VersionHeader, LinkHello.Current);
        Sign(request, $"msg_{Guid.NewGuid():N}", TimeProvider.System.GetUtcNow(), body);
        distort?.Invoke(request);
        return await _http.SendAsync(request);
    }

    /// <summary>Signs in place of whatever the request was signed with.</summary>
    public void Sign(HttpRequestMessage request, string id, DateTimeOffset at, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        var headers = Sends.Sign(id, at, body.Span);
        Put(request, "webhook-id", headers.Id);
        Put(request, "webhook-timestamp", headers.Timestamp);
        Put(request, "webhook-signature", headers.Signature);
    }

    public static void Put(HttpRequestMessage request, string header, string value)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Remove(header);
        request.Headers.TryAddWithoutValidation(header, value);
    }

    public void Dispose() => _http.Dispose();

    /// <param name="Status">of the hub's answer</param>
    /// <param name="Answer">of 200 and 409</param>
    /// <param name="Problem">of everything else</param>
    public sealed record Reply(int Status, LinkAnswer? Answer, JsonNode? Problem)
    {
        public static async Task<Reply> OfAsync(HttpResponseMessage answer)
        {
            ArgumentNullException.ThrowIfNull(answer);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            return (int)answer.StatusCode is 200 or 409
                ? new Reply((int)answer.StatusCode, LinkAnswer.Read(bytes), null)
                : new Reply((int)answer.StatusCode, null, bytes.Length > 0 ? JsonNode.Parse(bytes) : null);
        }
    }
}
