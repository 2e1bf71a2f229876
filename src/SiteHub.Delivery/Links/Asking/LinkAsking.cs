using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SiteHub.Delivery.Sending;
using SiteHub.Protocol;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>Asks a peer something that it answers at once: by the link's address, token and secrets, past its log. Never throws for what comes back.</summary>
public sealed class LinkAsking
{
    private const int MaxWholeBytes = 1024 * 1024;
    private const int MaxHeadLength = 8 * 1024;

    private readonly LinkRegistry _links;
    private readonly IHttpClientFactory _http;
    private readonly ILinkTokens _tokens;
    private readonly TimeProvider _time;

    internal LinkAsking(LinkRegistry links, IHttpClientFactory http, ILinkTokens tokens, TimeProvider time) => (_links, _http, _tokens, _time) = (links, http, tokens, time);

    /// <param name="name">the link's</param>
    /// <param name="question">a JSON object</param>
    /// <param name="cancellationToken">the limit until the answer's head is there, and on reading a whole one; afterwards it bounds nothing</param>
    public async Task<AskReply> Ask(string name, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        if (_links.Find(name) is not { } link)
        {
            return new AskReply.Failed("There is no link to it: it has not been enrolled, or no longer is.");
        }

        try
        {
            var reply = await Try(link, question, renew: false, cancellationToken);
            return reply is AskReply.Refused { Type: Problems.TokenMissingOrInvalid or Problems.TokenNotForThisLink } ? await Try(link, question, renew: true, cancellationToken) : reply;
        }
        catch (TokenRefusedException e)
        {
            return new AskReply.Failed(e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NetworkRefusedException)
        {
            return new AskReply.Failed(e.InnerException?.Message ?? e.Message);
        }
        catch (OperationCanceledException)
        {
            return new AskReply.Failed("No answer in time.");
        }
    }

    private async Task<AskReply> Try(Link link, ReadOnlyMemory<byte> question, bool renew, CancellationToken cancellationToken)
    {
        var token = await _tokens.Get(link.Name, renew, cancellationToken);
        var headers = link.Sends.Sign($"msg_{Guid.CreateVersion7(_time.GetUtcNow()):N}", _time.GetUtcNow(), question.Span);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(link.Peer, LinkPaths.Ask(link.Name).TrimStart('/')));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        request.Headers.TryAddWithoutValidation(SignatureHeaders.IdName, headers.Id);
        request.Headers.TryAddWithoutValidation(SignatureHeaders.TimestampName, headers.Timestamp);
        request.Headers.TryAddWithoutValidation(SignatureHeaders.SignatureName, headers.Signature);
        request.Headers.TryAddWithoutValidation(LinkPaths.VersionHeader, LinkHello.Current);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Content = new ReadOnlyMemoryContent(question) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        using var client = _http.CreateClient(LinkSender.Client);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var keeps = false;
        try
        {
            // Nothing is unpacked here, so nothing packed can grow.
            if (response.Content.Headers.ContentEncoding.Count > 0)
            {
                return new AskReply.Failed("The answer is packed, which nobody asked for.");
            }

            if (response.StatusCode == HttpStatusCode.OK && HeaderOf(response, AnswerSignature.HeadName) is { Length: <= MaxHeadLength } text)
            {
                if (Decoded(text) is not { } head || !AnswerSignature.Fits(link.Receives, headers, 200, head.Span, HeaderOf(response, AnswerSignature.HeaderName)))
                {
                    return NotThePeer(response);
                }

                keeps = true;
                return new AskReply.Streamed(head, response.Content.Headers.ContentLength, response);
            }

            if (response.Content.Headers.ContentLength > MaxWholeBytes)
            {
                return new AskReply.Failed($"The answer has {response.Content.Headers.ContentLength:N0} bytes, more than {MaxWholeBytes:N0}.");
            }

            await response.Content.LoadIntoBufferAsync(MaxWholeBytes, cancellationToken);
            ReadOnlyMemory<byte> body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return !AnswerSignature.Fits(link.Receives, headers, (int)response.StatusCode, body.Span, HeaderOf(response, AnswerSignature.HeaderName)) ? NotThePeer(response)
                : response.StatusCode == HttpStatusCode.OK ? new AskReply.Whole(body)
                : Refusal(body);
        }
        finally
        {
            if (!keeps)
            {
                response.Dispose();
            }
        }
    }

    private static AskReply.Failed NotThePeer(HttpResponseMessage response) =>
        new($"{(int)response.StatusCode} {response.ReasonPhrase}: this answer is not signed by the other side. A proxy or firewall between the two answered in its place, the other side is older than this question, or the link's secrets differ.");

    private static AskReply Refusal(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "type") is { } type ? new AskReply.Refused(type, Text(root, "detail") ?? Text(root, "title") ?? "") : new AskReply.Failed("The answer cannot be read.");
        }
        catch (JsonException)
        {
            return new AskReply.Failed("The answer cannot be read.");
        }

        static string? Text(JsonElement root, string member) => root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static ReadOnlyMemory<byte>? Decoded(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? HeaderOf(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
