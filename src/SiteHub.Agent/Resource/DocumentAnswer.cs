using System.Text.Json;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource;

/// <summary>A document as Frappe answers it.</summary>
internal static class DocumentAnswer
{
    private static readonly JsonEncodedText Unsaved = JsonEncodedText.Encode("__unsaved");

    /// <summary><c>/api/resource</c> leaves members away that are null, and marks the rows of a document that was just inserted.</summary>
    public static void WriteWithoutNulls(Utf8JsonWriter json, ReadOnlySpan<byte> body, bool inserted)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        Copy(json, ref reader, body, inserted, depth: 0);
    }

    /// <summary><c>frappe.client</c>'s methods answer everything.</summary>
    public static void WriteWhole(Utf8JsonWriter json, ReadOnlySpan<byte> body) => json.WriteRawValue(body, skipInputValidation: true);

    public static FrappeAnswer Data(SaveOutcome outcome, bool inserted = false) => outcome switch
    {
        SaveOutcome.Saved saved => FrappeAnswer.Of("data", json => WriteWithoutNulls(json, saved.Document.Body.Span, inserted)),
        SaveOutcome.Refused refused => FrappeAnswer.Of(refused.Why),
        _ => throw new InvalidOperationException($"An outcome nobody knows: {outcome}"),
    };

    public static FrappeAnswer Message(SaveOutcome outcome) => outcome switch
    {
        SaveOutcome.Saved saved => FrappeAnswer.Of("message", json => WriteWhole(json, saved.Document.Body.Span)),
        SaveOutcome.Refused refused => FrappeAnswer.Of(refused.Why),
        _ => throw new InvalidOperationException($"An outcome nobody knows: {outcome}"),
    };

    private static void Copy(Utf8JsonWriter json, ref Utf8JsonReader reader, ReadOnlySpan<byte> body, bool inserted, int depth)
    {
        json.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.Null:
                    break;
                case JsonTokenType.StartArray:
                    json.WriteStartArray(name);
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    {
                        Copy(json, ref reader, body, inserted, depth + 1);
                    }

                    json.WriteEndArray();
                    break;
                default:
                    json.WritePropertyName(name);
                    json.WriteRawValue(body[(int)reader.TokenStartIndex..(int)reader.BytesConsumed], skipInputValidation: true);
                    break;
            }
        }

        if (inserted && depth > 0)
        {
            json.WriteNumber(Unsaved, 1);
        }

        json.WriteEndObject();
    }
}
