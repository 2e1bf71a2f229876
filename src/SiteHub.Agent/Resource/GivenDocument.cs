using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource;

/// <summary>
/// The document in a request, in any of the ways that Frappe takes one: the JSON body itself, its member <c>data</c>, a form's field
/// <c>data</c> with JSON in it (Frappe's own Python client), or the form's fields.
/// </summary>
internal static class GivenDocument
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    public static async Task<(ReadOnlyMemory<byte> Json, Refusal? Refusal)> Read(HttpRequest request, DocType type, CancellationToken cancellationToken)
    {
        if (Body.IsForm(request))
        {
            var form = await request.ReadFormAsync(cancellationToken);
            if (form.Select(static field => FormText.Fault(field.Value)).FirstOrDefault(static fault => fault is not null) is { } unreadable)
            {
                return (default, unreadable);
            }

            return (form.TryGetValue("data", out var data) ? System.Text.Encoding.UTF8.GetBytes(data.ToString()) : Json(form), null);
        }

        var (bytes, refusal) = await Body.Read(request, cancellationToken);
        if (refusal is not null)
        {
            return (default, refusal);
        }

        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return (Nothing, null);
        }

        return (Unwrap(bytes, type), null);
    }

    /// <summary>A look for the key's bytes first: nearly no document has them, and parsing twice would double its cost.</summary>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> bytes, DocType type)
    {
        if (bytes.Span.IndexOf("\"data\""u8) < 0 || type.Find("data") is not null)
        {
            return bytes;
        }

        try
        {
            using var body = JsonDocument.Parse(bytes);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("data", out var data)
                ? data.ValueKind switch
                {
                    JsonValueKind.Object => System.Text.Encoding.UTF8.GetBytes(data.GetRawText()),
                    JsonValueKind.String => System.Text.Encoding.UTF8.GetBytes(data.GetString()!),
                    _ => bytes,
                }
                : bytes;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader of documents says what is wrong.
            return bytes;
        }
    }

    private static ReadOnlyMemory<byte> Json(IFormCollection form)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in form)
            {
                json.WriteString(name, value.ToString());
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
