using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>What peers call: <c>…/events</c> and <c>…/hello</c>.</summary>
public static class LinkEndpoints
{
    private const string ProblemBase = "https://sitehub.dev/problems/";

    private delegate Task Handler(HttpContext http, Link link, ReadOnlyMemory<byte> body);

    public static void MapLinks(this IEndpointRouteBuilder routes)
    {
        // Plain delegates: at tens of thousands of requests a second, binding and metadata would show.
        routes.MapPost("/sitehub/v1/links/{link}/events", (RequestDelegate)(http => AdmitAsync(http, TakeEventsAsync))).ExcludeFromDescription();
        routes.MapPost("/sitehub/v1/links/{link}/hello", (RequestDelegate)(http => AdmitAsync(http, TakeHelloAsync))).ExcludeFromDescription();
    }

    /// <summary>Both proofs are asked for: the token says who may, the signature says who wrote these bytes.</summary>
    private static async Task AdmitAsync(HttpContext http, Handler handler)
    {
        var name = (string)http.Request.RouteValues["link"]!;
        http.Response.Headers[LinkPaths.VersionHeader] = LinkHello.Current;
        if (http.Request.Headers[LinkPaths.VersionHeader].ToString() is { Length: > 0 } version && !LinkHello.Understands(version))
        {
            await RefuseAsync(http, 426, "version-not-spoken", "Upgrade one side", $"This side speaks protocol {LinkHello.Current}, the request {version}. Neighbours by one minor understand each other.");
            return;
        }

        var admission = await http.RequestServices.GetRequiredService<ILinkGuard>().Admit(http, name);
        if (admission.Status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "1";
            await RefuseAsync(http, admission.Status, "token-unchecked", "Try again soon", admission.Reason!);
            return;
        }

        if (!admission.IsAdmitted)
        {
            await RefuseAsync(http, admission.Status, admission.Status == 401 ? "token-missing-or-invalid" : "token-not-for-this-link", "Get a token for this link", admission.Reason!);
            return;
        }

        if (http.RequestServices.GetRequiredService<LinkRegistry>().Find(name) is not { } link)
        {
            await RefuseAsync(http, 404, "no-such-link", "Check the link's name", $"There is no link {name} here.");
            return;
        }

        try
        {
            var body = await LinkBody.ReadAsync(http.Request, http.RequestAborted);
            var headers = http.Request.Headers;
            var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var verdict = link.Receives.Verify(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], body.Span, now);
            if (verdict != VerifyOutcome.Valid)
            {
                await RefuseAsync(http, 401, "signature-refused", "Check the link's secret and both clocks", Explain(verdict));
                return;
            }

            await handler(http, link, body);
        }
        catch (LinkMessageException e)
        {
            await RefuseAsync(http, 400, "message-malformed", "Send what the protocol describes", e.Message);
        }
        catch (LinkBody.TooLargeException e)
        {
            await RefuseAsync(http, 413, "body-too-large", "Send fewer entries at a time", e.Message);
        }
        catch (LinkBody.EncodingException e)
        {
            await RefuseAsync(http, 415, "encoding-not-supported", "Send the body plain, or as br or gzip", e.Message);
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(http, e.StatusCode, "request-malformed", "Send a complete request", e.Message);
        }
        catch (DatabaseUnavailableException)
        {
            http.Response.Headers.RetryAfter = "1";
            await RefuseAsync(http, 503, "storage-unavailable", "Try again", "The database cannot take this at the moment; nothing was stored.");
        }
        catch (HttpRequestException e)
        {
            // An entry's own token could not be checked; nothing of the batch was stored.
            http.Response.Headers.RetryAfter = "1";
            await RefuseAsync(http, 503, "token-unchecked", "Try again soon", e.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The peer has gone; it will send the same again.
        }
    }

    private static async Task TakeEventsAsync(HttpContext http, Link link, ReadOnlyMemory<byte> body)
    {
        var batch = LinkBatch.Read(body);
        if (batch.Events.Count == 0)
        {
            throw new LinkMessageException("events", "an empty list", "at least one entry");
        }

        // Once the writer has the work its outcome is always told: cancelling here would only hide it.
        var outcome = await http.RequestServices.GetRequiredService<LinkReceiver>().ReceiveAsync(link, batch, CancellationToken.None);
        await AnswerAsync(http, outcome.InStep ? 200 : 409, outcome.Answer.WriteTo);
    }

    private static async Task TakeHelloAsync(HttpContext http, Link link, ReadOnlyMemory<byte> body)
    {
        var answer = await http.RequestServices.GetRequiredService<LinkGreeting>().AnswerAsync(link, LinkHello.Read(body), CancellationToken.None);
        await AnswerAsync(http, 200, answer.WriteTo);
    }

    private static async Task AnswerAsync(HttpContext http, int status, Action<IBufferWriter<byte>> write)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        var body = new ArrayBufferWriter<byte>();
        write(body);
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(body.WrittenMemory, CancellationToken.None);
    }

    private static Task RefuseAsync(HttpContext http, int status, string type, string title, string detail) =>
        TypedResults.Problem(
            detail,
            statusCode: status,
            title: title,
            type: ProblemBase + type,
            extensions: new Dictionary<string, object?> { ["traceId"] = Activity.Current?.Id ?? http.TraceIdentifier }).ExecuteAsync(http);

    private static string Explain(VerifyOutcome verdict) => verdict switch
    {
        VerifyOutcome.HeaderMissing => "webhook-id, webhook-timestamp and webhook-signature are all needed; at least one is missing.",
        VerifyOutcome.TimestampMalformed => "webhook-timestamp is not a number of Unix seconds.",
        VerifyOutcome.TooOld => "webhook-timestamp lies more than 300 s in the past.",
        VerifyOutcome.TooNew => "webhook-timestamp lies more than 300 s in the future.",
        _ => "No entry of webhook-signature fits these bytes under the link's secret.",
    };
}
