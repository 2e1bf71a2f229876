using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Bodies out of documents. Values are copied byte for byte: what was <c>1.0</c> stays <c>1.0</c>.</summary>
internal static class BodyComposer
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static ReadOnlyMemory<byte> Envelope(WebhookEvent message, string type, ReadOnlyMemory<byte> doc)
    {
        var body = new ArrayBufferWriter<byte>(doc.Length + 128);
        using var writer = new Utf8JsonWriter(body, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("type"u8, message.DocType.Length == 0 ? type : $"{message.DocType}.{type}");
        writer.WriteString("timestamp"u8, Text(message.Timestamp));
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(doc.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return body.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Json(IReadOnlyList<WebhookField> fields, JsonElement doc)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(body, Relaxed);
        Fields(writer, fields, doc);
        writer.Flush();
        return body.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Form(IReadOnlyList<WebhookField> fields, JsonElement doc)
    {
        var body = new StringBuilder();
        foreach (var field in fields)
        {
            var value = doc.TryGetProperty(field.Field, out var found) ? found : default;
            body.Append(body.Length == 0 ? "" : "&").Append(Escape(field.As)).Append('=').Append(Escape(field.Columns is null ? Plain(value) : Columns(field.Columns, value)));
        }

        return Encoding.ASCII.GetBytes(body.ToString());
    }

    /// <summary>A value where there is only text: nothing for null, the literal of a number, JSON of what has parts.</summary>
    public static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static void Fields(Utf8JsonWriter writer, IReadOnlyList<WebhookField> fields, JsonElement doc)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            writer.WritePropertyName(field.As);
            var there = doc.TryGetProperty(field.Field, out var value);
            if (!there)
            {
                writer.WriteNullValue();
            }
            else if (field.Columns is null)
            {
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            }
            else
            {
                Columns(writer, field.Columns, value);
            }
        }

        writer.WriteEndObject();
    }

    private static void Columns(Utf8JsonWriter writer, IReadOnlyList<WebhookField> columns, JsonElement table)
    {
        switch (table.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var row in table.EnumerateArray())
                {
                    Columns(writer, columns, row);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                Fields(writer, columns, table);
                break;
            default:
                // Columns of what has none: as it is, since hiding it would hide the mistake.
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(table), skipInputValidation: true);
                break;
        }
    }

    private static string Columns(IReadOnlyList<WebhookField> columns, JsonElement table)
    {
        if (table.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return "";
        }

        var body = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(body, Relaxed);
        Columns(writer, columns, table);
        writer.Flush();
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
