using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource;

/// <summary>An answer in Frappe's shape: <c>{"data": …}</c>, <c>{"message": …}</c>, or one of its errors.</summary>
internal sealed class FrappeAnswer(int status, ReadOnlyMemory<byte> body) : IResult
{
    // Answers are JSON and said to be so; escaping what HTML minds would only make names unreadable.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public int Status => status;

    public ReadOnlyMemory<byte> Body => body;

    public static FrappeAnswer Of(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            write(json);
        }

        return new FrappeAnswer(status, buffer.WrittenMemory);
    }

    /// <summary>One member, <c>data</c> or <c>message</c>.</summary>
    public static FrappeAnswer Of(string member, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) => Of(status, json =>
    {
        json.WriteStartObject();
        json.WritePropertyName(member);
        write(json);
        json.WriteEndObject();
    });

    public static FrappeAnswer Of(string member, string text, int status = StatusCodes.Status200OK) => Of(member, json => json.WriteStringValue(text), status);

    public static FrappeAnswer Of(Refusal refusal) => Of(refusal.Status, json =>
    {
        json.WriteStartObject();
        if (refusal.Exception is { } exception)
        {
            var text = $"frappe.exceptions.{refusal.ExcType}{(exception.Length > 0 ? ": " : "")}{exception}";
            json.WriteString("exception", text);
            json.WriteString("exc_type", refusal.ExcType);

            // Programs written for Frappe look here to see whether it went wrong; there is no trace to show.
            json.WriteString("exc", Json(trace =>
            {
                trace.WriteStartArray();
                trace.WriteStringValue(text);
                trace.WriteEndArray();
            }));
        }
        else
        {
            json.WriteString("exc_type", refusal.ExcType);
        }

        if (refusal.Messages.Count > 0)
        {
            json.WriteString("_server_messages", Json(messages => WriteMessages(messages, refusal.Messages)));
        }

        if (refusal.ErrorMessage is { } message)
        {
            json.WriteString("_error_message", message);
        }

        json.WriteEndObject();
    });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<ServerMessage> messages)
    {
        json.WriteStartArray();
        foreach (var message in messages)
        {
            json.WriteStringValue(Json(one =>
            {
                one.WriteStartObject();
                one.WriteString("message", message.Text);
                one.WriteString("title", message.Title);
                if (message.Indicator is not null)
                {
                    one.WriteString("indicator", message.Indicator);
                }

                if (message.Raised)
                {
                    one.WriteNumber("raise_exception", 1);
                    one.WriteString("__frappe_exc_id", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(28)));
                }

                one.WriteEndObject();
            }));
        }

        json.WriteEndArray();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            write(json);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
