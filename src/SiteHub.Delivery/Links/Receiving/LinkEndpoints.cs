using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>What peers call: <c>…/events</c>, <c>…/hello</c> and <c>…/ask</c>.</summary>
public static class LinkEndpoints
{
    private delegate Task Handler(HttpContext http, Link link, ReadOnlyMemory<byte> body);

    public static void MapLinks(this IEndpointRouteBuilder routes)
    {
        // Plain delegates: at tens of thousands of requests a second, binding and metadata would show.
        routes.MapPost("/sitehub/v1/links/{link}/events", (RequestDelegate)(http => AdmitAsync(http, TakeEventsAsync))).ExcludeFromDescription();
        routes.MapPost("/sitehub/v1/links/{link}/hello", (RequestDelegate)(http => AdmitAsync(http, TakeHelloAsync))).ExcludeFromDescription();
        routes.MapPost("/sitehub/v1/links/{link}/ask", (RequestDelegate)(http => AdmitAsync(http, TakeQuestionAsync))).ExcludeFromDescription();
    }

    /// <summary>Both proofs are asked for: the token says who may, the signature says who wrote these bytes.</summary>
    private static async Task AdmitAsync(HttpContext http, Handler handler)
    {
        var name = (string)http.Request.RouteValues["link"]!;
        var link = http.RequestServices.GetRequiredService<LinkRegistry>().Find(name);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        http.Response.Headers[LinkPaths.VersionHeader] = LinkHello.Current;
        if (http.Request.Headers[LinkPaths.VersionHeader].ToString() is { Length: > 0 } version && !LinkHello.Understands(version))
        {
            await RefuseAsync(426, Problems.VersionNotSpoken, "Upgrade one side", $"This side speaks protocol {LinkHello.Current}, the request {version}. Neighbours by one minor understand each other.");
            return;
        }

        var admission = await http.RequestServices.GetRequiredService<ILinkGuard>().Admit(http, name);
        if (admission.Status == StatusCodes.Status503ServiceUnavailable)
        {
            await LaterAsync(Problems.TokenUnchecked, "Try again soon", admission.Reason!);
            return;
        }

        if (!admission.IsAdmitted)
        {
            await RefuseAsync(admission.Status, admission.Status == 401 ? Problems.TokenMissingOrInvalid : Problems.TokenNotForThisLink, "Get a token for this link", admission.Reason!);
            return;
        }

        if (link is null)
        {
            await RefuseAsync(404, Problems.NoSuchLink, "Check the link's name", $"There is no link {name} here.");
            return;
        }

        try
        {
            var body = await LinkBody.ReadAsync(http.Request, http.RequestAborted);
            var headers = http.Request.Headers;
            var verdict = link.Receives.Verify(headers[SignatureHeaders.IdName], headers[SignatureHeaders.TimestampName], headers[SignatureHeaders.SignatureName], body.Span, now);
            if (verdict != VerifyOutcome.Valid)
            {
                await RefuseAsync(401, Problems.SignatureRefused, "Check the link's secret and both clocks", Explain(verdict));
                return;
            }

            link.Heard();
            await handler(http, link, body);
        }
        catch (LinkMessageException e)
        {
            await RefuseAsync(400, Problems.MessageMalformed, "Send what the protocol describes", e.Message);
        }
        catch (LinkBody.TooLargeException e)
        {
            await RefuseAsync(413, Problems.BodyTooLarge, "Send fewer entries at a time", e.Message);
        }
        catch (LinkBody.EncodingException e)
        {
            await RefuseAsync(415, Problems.EncodingNotSupported, "Send the body plain, or as br or gzip", e.Message);
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(e.StatusCode, Problems.RequestMalformed, "Send a complete request", e.Message);
        }
        catch (DatabaseUnavailableException)
        {
            await LaterAsync(Problems.StorageUnavailable, "Try again", "The database cannot take this at the moment; nothing was stored.");
        }
        catch (HttpRequestException e)
        {
            // An entry's own token could not be checked; nothing of the batch was stored.
            await LaterAsync(Problems.TokenUnchecked, "Try again soon", e.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The peer has gone; it will send the same again.
        }

        Task RefuseAsync(int status, string type, string title, string detail) => SignedAnswer.RefuseAsync(http, link, status, type, title, detail, now);

        Task LaterAsync(string type, string title, string detail)
        {
            http.Response.Headers.RetryAfter = "1";
            return RefuseAsync(503, type, title, detail);
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
        await SignedAnswer.WriteAsync(http, link, outcome.InStep ? 200 : 409, outcome.Answer.WriteTo);
    }

    private static async Task TakeHelloAsync(HttpContext http, Link link, ReadOnlyMemory<byte> body)
    {
        var answer = await http.RequestServices.GetRequiredService<LinkGreeting>().AnswerAsync(link, LinkHello.Read(body), CancellationToken.None);
        await SignedAnswer.WriteAsync(http, link, 200, answer.WriteTo);
        await http.RequestServices.GetRequiredService<ILinkHistory>().IsBackAsync(link.Name);
    }

    private static async Task TakeQuestionAsync(HttpContext http, Link link, ReadOnlyMemory<byte> body)
    {
        switch (await http.RequestServices.GetRequiredService<ILinkQuestions>().Answer(link.Name, body, http.RequestAborted))
        {
            case LinkAnswered.Whole whole:
                await SignedAnswer.WriteAsync(http, link, 200, whole.Write);
                break;
            case LinkAnswered.Streamed streamed:
                await SignedAnswer.StreamAsync(http, link, streamed);
                break;
            case LinkAnswered.Refused refused:
                await SignedAnswer.RefuseAsync(http, link, refused.Status, refused.Type, refused.Title, refused.Detail, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
                break;
        }
    }

    private static string Explain(VerifyOutcome verdict) => verdict switch
    {
        VerifyOutcome.HeaderMissing => "webhook-id, webhook-timestamp and webhook-signature are all needed; at least one is missing.",
        VerifyOutcome.TimestampMalformed => "webhook-timestamp is not a number of Unix seconds.",
        VerifyOutcome.TooOld => "webhook-timestamp lies more than 300 s in the past.",
        VerifyOutcome.TooNew => "webhook-timestamp lies more than 300 s in the future.",
        _ => "No entry of webhook-signature fits these bytes under the link's secret.",
    };
}
