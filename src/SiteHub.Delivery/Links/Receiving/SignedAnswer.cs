using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>Writes what this side answers, signed for the one who asked: without that the peer takes it for the word of something between the two.</summary>
internal static class SignedAnswer
{
    private const string ProblemType = "application/problem+json";

    /// <param name="http">the request</param>
    /// <param name="link">whose secret signs; null where there is no such link here: then nothing can</param>
    /// <param name="status">200 or 409</param>
    /// <param name="write">writes the body</param>
    public static Task WriteAsync(HttpContext http, Link? link, int status, Action<IBufferWriter<byte>> write)
    {
        var body = new ArrayBufferWriter<byte>();
        write(body);
        return WriteAsync(http, link, status, "application/json", body.WrittenMemory);
    }

    /// <param name="http">the request</param>
    /// <param name="link">whose secret signs</param>
    /// <param name="status">of the refusal</param>
    /// <param name="type">one of <see cref="Protocol.Problems"/></param>
    /// <param name="title">what to do</param>
    /// <param name="detail">what is particular to this case</param>
    /// <param name="now">told to the peer: clocks apart are a cause that people rarely think of</param>
    public static Task RefuseAsync(HttpContext http, Link? link, int status, string type, string title, string detail, DateTimeOffset now)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("title", title);
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            json.WriteString("traceId", Activity.Current?.Id ?? http.TraceIdentifier);
            json.WriteEndObject();
        }

        http.Response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        return WriteAsync(http, link, status, ProblemType, body.WrittenMemory);
    }

    /// <summary>
    /// What is too large to be signed before it is sent: its head is signed, and the rest is known to be whole by its length or its last chunk alone. So
    /// where it breaks, the connection does: nobody takes the part for the whole.
    /// </summary>
    public static async Task StreamAsync(HttpContext http, Link link, LinkAnswered.Streamed answer)
    {
        Sign(http, link, 200, answer.Head.Span);
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = answer.Length;
        http.Response.Headers[AnswerSignature.HeadName] = Base64Url.EncodeToString(answer.Head.Span);
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await answer.Write(http.Response.Body, http.RequestAborted);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!http.RequestAborted.IsCancellationRequested)
            {
                Log.BrokeOff(http.RequestServices.GetRequiredService<ILogger<Link>>(), e, link.Name);
            }

            http.Abort();
        }
    }

    private static void Sign(HttpContext http, Link? link, int status, ReadOnlySpan<byte> what)
    {
        var asked = http.Request.Headers;
        var request = new SignatureHeaders(
            asked[SignatureHeaders.IdName].ToString(), asked[SignatureHeaders.TimestampName].ToString(), asked[SignatureHeaders.SignatureName].ToString());
        if (link is not null && AnswerSignature.Sign(link.Sends, request, status, what) is { } signature)
        {
            http.Response.Headers[AnswerSignature.HeaderName] = signature;
        }
    }

    private static async Task WriteAsync(HttpContext http, Link? link, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        Sign(http, link, status, body.Span);
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, CancellationToken.None);
    }
}
