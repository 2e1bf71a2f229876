using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SiteHub.Protocol;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>One HTTP try: signs, sends, and reads the answer into a <see cref="LinkReply"/>. Only what the peer has signed counts as an answer. Never throws for what comes back.</summary>
internal sealed class LinkSender(IHttpClientFactory http, ILinkTokens tokens, TimeProvider time)
{
    public const string Client = "links";

    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);
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
        request.Headers.TryAddWithoutValidation(SignatureHeaders.IdName, headers.Id);
        request.Headers.TryAddWithoutValidation(SignatureHeaders.TimestampName, headers.Timestamp);
        request.Headers.TryAddWithoutValidation(SignatureHeaders.SignatureName, headers.Signature);
        request.Headers.TryAddWithoutValidation(LinkPaths.VersionHeader, LinkHello.Current);
        request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } };

        using var client = http.CreateClient(Client);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = (int)response.StatusCode;
        var answer = await ReadAnswerAsync(response, cancellationToken);
        return AnswerSignature.Fits(link.Receives, headers, status, answer.Span, HeaderOf(response, AnswerSignature.HeaderName))
            ? ReplyOf(response, answer, read)
            : new LinkReply.Failed($"{status} {response.ReasonPhrase}: this answer is not signed by the other side. A proxy or firewall between the two answered in its place, or the link's secrets differ.");
    }

    /// <summary>What the peer says, which is certain by now. What it says of a body that cannot have arrived as it was sent is the way's fault, and not the entries'.</summary>
    private LinkReply ReplyOf(HttpResponseMessage response, ReadOnlyMemory<byte> answer, Func<ReadOnlyMemory<byte>, LinkReply> read)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return read(answer);
            case HttpStatusCode.Conflict:
                return new LinkReply.OutOfStep();
        }

        var (type, words) = ProblemOf(answer);
        var reason = words is null ? $"{(int)response.StatusCode} {response.ReasonPhrase}" : $"{(int)response.StatusCode} {response.ReasonPhrase}: {words}";
        return type switch
        {
            Problems.TokenMissingOrInvalid or Problems.TokenNotForThisLink or Problems.SignatureRefused => new LinkReply.Unauthorized(reason, response.Headers.Date),
            Problems.MessageMalformed or Problems.BodyTooLarge => new LinkReply.Unacceptable(reason),
            Problems.VersionNotSpoken => new LinkReply.OtherVersion(reason),
            Problems.TokenUnchecked or Problems.StorageUnavailable when RetryAfterOf(response) is { } after => new LinkReply.NotNow(after, reason),
            _ => new LinkReply.Failed(reason),
        };
    }

    /// <summary>Not signed, so it cannot be used to keep a side quiet.</summary>
    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        HeaderOf(response, "Retry-After") is { } text && RetryAfter.Parse(text, time.GetUtcNow()) is { } after ? after < LongestRetryAfter ? after : LongestRetryAfter : null;

    private static string? HeaderOf(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static async Task<ReadOnlyMemory<byte>> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxAnswerBytes)
        {
            throw new IOException($"the answer has {response.Content.Headers.ContentLength:N0} bytes, more than {MaxAnswerBytes:N0}");
        }

        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static (string? Type, string? Words) ProblemOf(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var problem = JsonDocument.Parse(answer);
            return (Text(problem, "type"), Text(problem, "detail") ?? Text(problem, "title"));
        }
        catch (JsonException)
        {
            return (null, null);
        }

        static string? Text(JsonDocument problem, string member) =>
            problem.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static string Explain(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => $"Cannot connect: {e.InnerException?.Message ?? e.Message}",
        HttpRequestError.NameResolutionError => $"The name cannot be resolved: {e.Message}",
        HttpRequestError.SecureConnectionError => $"No secure connection: {e.InnerException?.Message ?? e.Message}",
        _ => e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}",
    };
}
