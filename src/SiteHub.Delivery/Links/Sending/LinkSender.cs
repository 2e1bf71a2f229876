using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Protocol;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>One HTTP try: signs, sends, and reads the answer into a <see cref="LinkReply"/>. Never throws for what a peer does.</summary>
internal sealed class LinkSender(IHttpClientFactory http, ILinkTokens tokens, TimeProvider time)
{
    public const string Client = "links";

    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <param name="link">where to</param>
    /// <param name="messageId">names this composition of the batch</param>
    /// <param name="body">the batch</param>
    /// <param name="cancellationToken">the limit on the whole try, from token to answer</param>
    public Task<LinkReply> SendAsync(Link link, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        PostAsync(link, LinkPaths.Events(link.Name), messageId, body, static answer => new LinkReply.Accepted(LinkAnswer.Read(answer)), cancellationToken);

    public Task<LinkReply> GreetAsync(Link link, LinkHello hello, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        hello.WriteTo(body);
        return PostAsync(
            link,
            LinkPaths.Hello(link.Name),
            $"msg_{Guid.CreateVersion7(time.GetUtcNow()):N}",
            body.WrittenMemory,
            static answer => new LinkReply.Greeted(LinkHello.Read(answer)),
            cancellationToken);
    }

    private async Task<LinkReply> PostAsync(
        Link link, string path, string messageId, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, LinkReply> read, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await TryAsync(link, path, messageId, body, read, renewToken: false, cancellationToken);
            return reply is LinkReply.Unauthorized ? await TryAsync(link, path, messageId, body, read, renewToken: true, cancellationToken) : reply;
        }
        catch (TokenRefusedException e)
        {
            return new LinkReply.Unauthorized(e.Message, e.IssuerTime);
        }
        catch (HttpRequestException e)
        {
            return new LinkReply.Failed(Explain(e));
        }
        catch (IOException e)
        {
            return new LinkReply.Failed($"The connection broke: {e.Message}");
        }
        catch (LinkMessageException e)
        {
            return new LinkReply.Failed($"The answer cannot be read: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // The only token here is the limit on the whole try: a stop of the role lets the batch in flight finish.
            return new LinkReply.Failed("No answer in time.");
        }
    }

    private async Task<LinkReply> TryAsync(
        Link link, string path, string messageId, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, LinkReply> read, bool renewToken, CancellationToken cancellationToken)
    {
        var token = await tokens.Get(link.Name, renewToken, cancellationToken);
        var headers = link.Sends.Sign(messageId, time.GetUtcNow(), body.Span);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(link.Peer, path.TrimStart('/')));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        request.Headers.TryAddWithoutValidation("webhook-id", headers.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", headers.Timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", headers.Signature);
        request.Headers.TryAddWithoutValidation(LinkPaths.VersionHeader, LinkHello.Current);
        request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } };

        using var client = http.CreateClient(Client);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => read(await ReadAnswerAsync(response, cancellationToken)),
            HttpStatusCode.Conflict => new LinkReply.OutOfStep(),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new LinkReply.Unauthorized(await ReasonAsync(response, cancellationToken), response.Headers.Date),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableContent =>
                new LinkReply.Unacceptable(await ReasonAsync(response, cancellationToken)),
            HttpStatusCode.UpgradeRequired => new LinkReply.OtherVersion(await ReasonAsync(response, cancellationToken)),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable when RetryAfterOf(response) is { } after =>
                new LinkReply.NotNow(after, await ReasonAsync(response, cancellationToken)),
            _ => new LinkReply.Failed(await ReasonAsync(response, cancellationToken)),
        };
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values) ? RetryAfter.Parse(values.First(), time.GetUtcNow()) : null;

    private static async Task<ReadOnlyMemory<byte>> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxAnswerBytes)
        {
            throw new IOException($"the answer has {response.Content.Headers.ContentLength:N0} bytes, more than {MaxAnswerBytes:N0}");
        }

        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>The problem document's own words where there is one, else the status line.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json" || response.Content.Headers.ContentLength > MaxAnswerBytes)
        {
            return status;
        }

        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            var problem = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
            return $"{status}: {problem?["detail"] ?? problem?["title"]}";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or HttpRequestException or InvalidOperationException)
        {
            return status;
        }
    }

    private static string Explain(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => $"Cannot connect: {e.InnerException?.Message ?? e.Message}",
        HttpRequestError.NameResolutionError => $"The name cannot be resolved: {e.Message}",
        HttpRequestError.SecureConnectionError => $"No secure connection: {e.InnerException?.Message ?? e.Message}",
        _ => e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}",
    };
}
