using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.Delivery.Webhooks;

/// <summary>One request as it went out, and what came back, without secrets.</summary>
/// <param name="At">when it went, UTC</param>
/// <param name="Method">of the request</param>
/// <param name="Url">the same</param>
/// <param name="Headers">the same; what lets anybody in is hidden</param>
/// <param name="Body">its first <see cref="MaxBody"/> bytes</param>
/// <param name="Length">how many bytes the body had</param>
/// <param name="Status">the answer's status line; null where none came</param>
/// <param name="AnswerHeaders">the answer's</param>
/// <param name="AnswerText">the beginning of its body; null where none came</param>
public sealed record Exchange(
    DateTimeOffset At,
    string Method,
    string Url,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body,
    long Length,
    string? Status,
    IReadOnlyList<KeyValuePair<string, string>> AnswerHeaders,
    string? AnswerText)
{
    public const int MaxBody = 64 * 1024;

    private const int MaxHeaders = 64;
    private const int MaxHeader = 1000;

    /// <summary>A Frappe signature has no time in it: who reads it could send the message again for ever.</summary>
    private static readonly string[] Hidden = ["Set-Cookie", "Cookie", "Proxy-Authorization", Protocol.Signatures.FrappeSignature.HeaderName];

    public bool IsWhole => Length == Body.Length;

    /// <summary>They look like secrets, and say what went wrong; the signature has a time in it.</summary>
    private static readonly string[] Open = ["webhook-signature", "WWW-Authenticate", "Proxy-Authenticate"];

    internal static Exchange Of(DateTimeOffset at, HttpRequestMessage request, ReadOnlyMemory<byte> body, HttpResponseMessage? response, string? text, Redactor redactor) => new(
        at,
        request.Method.Method,
        redactor.Redact(request.RequestUri!.AbsoluteUri),
        Read(request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated.AsEnumerable() ?? []), redactor),
        Redacted(body, redactor),
        body.Length,
        response is null ? null : redactor.Redact($"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}"),
        response is null ? [] : Read(response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated), redactor),
        text is null ? null : redactor.Redact(text));

    internal string RequestJson() => new JsonObject { ["method"] = Method, ["url"] = Url, ["headers"] = Json(Headers) }.ToJsonString();

    internal string? AnswerJson() => Status is null ? null : new JsonObject { ["status"] = Status, ["headers"] = Json(AnswerHeaders), ["text"] = AnswerText }.ToJsonString();

    internal static Exchange Stored(DateTimeOffset at, string request, byte[] body, long length, string? answer)
    {
        var sent = JsonElement.Parse(request);
        var came = answer is null ? (JsonElement?)null : JsonElement.Parse(answer);
        return new Exchange(
            at,
            sent.GetProperty("method").GetString()!,
            sent.GetProperty("url").GetString()!,
            Headers(sent),
            body,
            length,
            came?.GetProperty("status").GetString(),
            came is { } a ? Headers(a) : [],
            came?.GetProperty("text").GetString());

        static List<KeyValuePair<string, string>> Headers(JsonElement json) => [.. json.GetProperty("headers").EnumerateArray().Select(static pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!))];
    }

    private static JsonArray Json(IReadOnlyList<KeyValuePair<string, string>> headers) => new([.. headers.Select(static header => (JsonNode)new JsonArray(header.Key, header.Value))]);

    private static List<KeyValuePair<string, string>> Read(IEnumerable<KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues>> headers, Redactor redactor) =>
        [.. headers.Take(MaxHeaders).Select(header => KeyValuePair.Create(header.Key, Shown(header.Key, header.Value.ToString(), redactor)))];

    private static string Shown(string name, string value, Redactor redactor)
    {
        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        {
            return value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? $"{value[..space]} {WebhookJson.Hidden}" : WebhookJson.Hidden;
        }

        if (Hidden.Contains(name, StringComparer.OrdinalIgnoreCase) || (new WebhookHeader(name, value).IsSecret && !Open.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            return WebhookJson.Hidden;
        }

        var shown = redactor.Redact(value);
        return shown.Length > MaxHeader ? string.Create(CultureInfo.InvariantCulture, $"{shown[..MaxHeader]}… ({shown.Length} characters)") : shown;
    }

    private static byte[] Redacted(ReadOnlyMemory<byte> body, Redactor redactor)
    {
        var head = body[..Math.Min(body.Length, MaxBody)];
        return redactor.Touches(head.Span) ? System.Text.Encoding.UTF8.GetBytes(redactor.Redact(System.Text.Encoding.UTF8.GetString(head.Span))) : head.ToArray();
    }
}
