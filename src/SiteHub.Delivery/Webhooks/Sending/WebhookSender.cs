using System.Net;
using System.Net.Http.Headers;
using SiteHub.Delivery.Tracing;
using SiteHub.Protocol;

namespace SiteHub.Delivery.Webhooks;

/// <summary>One HTTP try. Never throws for what a receiver does.</summary>
public sealed class WebhookSender(WebhookClients clients, AccessTokens tokens, TimeProvider time)
{
    private readonly ExchangeBudget _exchanges = new(time);

    private static readonly string Agent = $"SiteHub/{typeof(WebhookSender).Assembly.GetName().Version?.ToString(2)}";

    /// <summary>Composes and sends an event.</summary>
    /// <param name="webhook">the webhook, which need not be stored</param>
    /// <param name="message">the event</param>
    /// <param name="id">the header <c>webhook-id</c></param>
    /// <param name="replay">says so in a header</param>
    /// <param name="keepAnswer">keep the text also of an answer that is a success</param>
    /// <param name="cancellationToken">gives up without an outcome</param>
    public async Task<SendOutcome> SendAsync(
        CompiledWebhook webhook, WebhookEvent message, string id, bool replay = false, bool keepAnswer = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        switch (webhook.Compose(message, id))
        {
            case Composition.Ready { Request: var request }:
                var outcome = await SendAsync(webhook, request, replay, keepAnswer, renewToken: false, cancellationToken);
                return outcome.Answer.Status == (int)HttpStatusCode.Unauthorized && AccessTokens.Uses(webhook.Definition)
                    ? await SendAsync(webhook, request, replay, keepAnswer, renewToken: true, cancellationToken)
                    : outcome;
            case Composition.Failed { Reason: var reason }:
                return new SendOutcome.NotComposed(new Answer(null, webhook.Redactor.Redact(reason), null, TimeSpan.Zero));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<SendOutcome> SendAsync(
        CompiledWebhook webhook, WebhookRequest request, bool replay, bool keepAnswer, bool renewToken, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(webhook.Definition.Timeout, time);
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken) : null;
        var token = linked?.Token ?? timeout.Token;
        var redactor = webhook.Redactor;
        var sentAt = time.GetUtcNow();
        HttpRequestMessage? message = null;
        try
        {
            string? accessToken = null;
            if (AccessTokens.Uses(webhook.Definition))
            {
                accessToken = await tokens.GetAsync(webhook, renewToken, token);
                redactor = redactor.With(accessToken);
            }

            message = Message(webhook.Definition, request, replay, accessToken);
            using var response = await clients.For(webhook.Pem).SendAsync(message, token);
            var outcome = Read(response, time.GetUtcNow());
            var isShown = !response.IsSuccessStatusCode || _exchanges.Take(webhook.Definition.Id);
            var text = await AnswerReader.ReadAsync(response, keepAnswer || isShown, token);
            var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
            var alreadyThere = webhook.Definition.TreatAsDelivered.Any(taken => taken.Fits((int)response.StatusCode, text));
            var answer = new Answer(
                (int)response.StatusCode,
                redactor.Redact(alreadyThere ? $"Already there: {status}" : status),
                text is null || (response.IsSuccessStatusCode && !keepAnswer) ? null : redactor.Redact(text),
                time.GetElapsedTime(began))
            {
                Exchange = isShown ? Exchange.Of(sentAt, message, request.Body, response, text, redactor) : null,
            };
            return alreadyThere ? new SendOutcome.Delivered(answer, AlreadyThere: true) : outcome(answer);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AccessTokenException)
        {
            return Failed(Explain(e));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed($"No answer within {Durations.Write(webhook.Definition.Timeout)}.");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"No connection in time: {e.InnerException?.Message ?? e.Message}");
        }

        finally
        {
            message?.Dispose();
        }

        SendOutcome Failed(string reason) => new SendOutcome.Refused(new Answer(null, redactor.Redact(reason), null, time.GetElapsedTime(began))
        {
            Exchange = message is null ? null : Exchange.Of(sentAt, message, request.Body, null, null, redactor),
        });
    }

    private HttpRequestMessage Message(WebhookDefinition webhook, WebhookRequest request, bool replay, string? accessToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), request.Url);
        Authorization.Apply(message.Headers, webhook, request, accessToken, time.GetUtcNow());
        if (replay)
        {
            message.Headers.TryAddWithoutValidation("sitehub-replay", "1");
        }

        if (Traces.Current is { } trace)
        {
            // By hand: the handler tells others nothing by itself.
            message.Headers.TryAddWithoutValidation("traceparent", trace);
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (!message.Headers.Contains("User-Agent"))
        {
            message.Headers.TryAddWithoutValidation("User-Agent", Agent);
        }

        if (request.ContentType is { } type)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        }

        return message;
    }

    private static Func<Answer, SendOutcome> Read(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.IsSuccessStatusCode)
        {
            return static a => new SendOutcome.Delivered(a);
        }

        if (response.StatusCode is HttpStatusCode.Gone)
        {
            return static a => new SendOutcome.Gone(a);
        }

        if (response.Headers.TryGetValues("Retry-After", out var values) && RetryAfter.Parse(values.First(), now) is { Ticks: > 0 } after)
        {
            // "At once" is no time: such a receiver would be called without end.
            return a => new SendOutcome.RetryAt(now + after, a);
        }

        return response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? static a => new SendOutcome.Throttled(a)
            : static a => new SendOutcome.Refused(a);
    }

    private static string Explain(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name cannot be resolved: {e.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"No secure connection: {e.InnerException?.Message ?? e.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => $"Cannot connect: {e.InnerException?.Message ?? e.Message}",
        HttpRequestException { InnerException: { } inner } => $"{e.Message} {inner.Message}",
        _ => e.Message,
    };
}
