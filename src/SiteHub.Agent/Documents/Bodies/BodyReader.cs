using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Notes where the members of a JSON object stand, in one pass and without building anything.</summary>
internal static class BodyReader
{
    /// <summary>As deep as a link carries: what is deeper is refused here, not at the hub.</summary>
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = LinkLimits.MaxDocDepth };

    /// <summary>Reads text that came from outside: it may be anything at all.</summary>
    /// <returns>null, or what is wrong with it</returns>
    public static Refusal? Read(ReadOnlySpan<byte> json, BodySlots layout, Span<Slot> slots)
    {
        if (!Utf8.IsValid(json))
        {
            return Refuse.MalformedJson("The text is not valid UTF-8");
        }

        try
        {
            return ReadObject(json, layout, slots);
        }
        catch (JsonException e)
        {
            return Refuse.MalformedJson(e.Message);
        }
        catch (InvalidOperationException)
        {
            // A key made of half a surrogate pair: the reader finds out only when it is asked for the key.
            return Refuse.MalformedJson("A key holds half a surrogate pair");
        }
    }

    /// <summary>Reads what this program wrote itself.</summary>
    public static void ReadStored(ReadOnlySpan<byte> json, BodySlots layout, Span<Slot> slots)
    {
        if (ReadObject(json, layout, slots) is { } fault)
        {
            throw new InvalidOperationException($"A stored document cannot be read: {fault.Summary}");
        }
    }

    private static Refusal? ReadObject(ReadOnlySpan<byte> json, BodySlots layout, Span<Slot> slots)
    {
        slots[..layout.Count].Clear();
        var reader = new Utf8JsonReader(json, Strict);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse.Invalid("Invalid request arguments");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var slot = reader.ValueIsEscaped ? layout.Of(Encoding.UTF8.GetBytes(reader.GetString()!)) : layout.Of(reader.ValueSpan);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var kind = reader.TokenType;
            var escaped = kind == JsonTokenType.String && reader.ValueIsEscaped;
            reader.Skip();
            if (slot < 0)
            {
                continue;
            }

            if (slots[slot].IsGiven)
            {
                return Refuse.Invalid("A key is given twice in one object");
            }

            slots[slot] = new Slot(start, (int)reader.BytesConsumed - start, kind, escaped);
        }

        // Whatever follows the object is a fault too; the reader throws on anything but white space.
        reader.Read();
        return null;
    }
}
