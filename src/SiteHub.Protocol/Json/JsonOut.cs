using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SiteHub.Protocol.Json;

/// <summary>How messages are written: compact, with no more escapes than JSON asks for, members always in the same order.</summary>
internal static class JsonOut
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static Utf8JsonWriter To(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return new Utf8JsonWriter(output, Options);
    }

    public static void WriteTexts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Bytes that are JSON already: they go out as they are.</summary>
    public static void WriteRaw(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json.Span, skipInputValidation: true);
    }
}
