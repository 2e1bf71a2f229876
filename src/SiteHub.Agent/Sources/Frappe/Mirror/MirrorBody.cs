using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>
/// The body that is stored of a site's document: what Frappe says of every document, and the fields that are declared. What the site does not show is kept as
/// it was known, for rights that hide a field empty nothing.
/// </summary>
/// <param name="Bytes">times are UTC in it</param>
/// <param name="Hash">over the same in the site's own spelling, without the name</param>
/// <param name="Hidden">declared fields that the site did not show</param>
internal sealed record MirrorBody(byte[] Bytes, string Hash, IReadOnlyList<string> Hidden)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true };
    private static readonly string[] Standard = ["owner", "creation", "modified", "modified_by", "docstatus", "idx"];

    /// <param name="type">the DocType</param>
    /// <param name="row">as the site shows it</param>
    /// <param name="former">the body that was stored of it; empty: none</param>
    /// <param name="clock">the site's</param>
    public static MirrorBody Of(MirroredType type, SourceRow row, ReadOnlyMemory<byte> former, SiteClock clock)
    {
        using var before = former.IsEmpty ? null : JsonDocument.Parse(former);
        var hidden = new SortedSet<string>(StringComparer.Ordinal);
        var bytes = Write(type.Type, row, before?.RootElement, hidden, clock, named: true);
        var content = Write(type.Type, row, before?.RootElement, hidden, null, named: false);
        return new MirrorBody(bytes.WrittenSpan.ToArray(), ContentHash.Of(content.WrittenSpan), [.. hidden]);
    }

    /// <param name="type">the DocType</param>
    /// <param name="row">as the site shows it</param>
    /// <param name="before">what was stored</param>
    /// <param name="hidden">where fields are noted that are not shown</param>
    /// <param name="clock">null: times stay the site's</param>
    /// <param name="named">with the name</param>
    private static ArrayBufferWriter<byte> Write(DocType type, SourceRow row, JsonElement? before, SortedSet<string> hidden, SiteClock? clock, bool named)
    {
        var output = new ArrayBufferWriter<byte>(2_048);
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        if (named)
        {
            writer.WriteString("name", row.Name);
        }

        foreach (var name in Standard)
        {
            writer.WritePropertyName(name);
            if (row.Row.TryGetProperty(name, out var value))
            {
                Value(writer, value, name is "creation" or "modified" ? clock : null);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        foreach (var field in type.Fields)
        {
            writer.WritePropertyName(field.Key);
            if (field.Type == FieldType.Table)
            {
                Table(writer, field, row, before, hidden, clock);
            }
            else
            {
                Field(writer, field, row.Row, before, hidden, field.Name, clock);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return output;
    }

    private static void Table(Utf8JsonWriter writer, Field field, SourceRow row, JsonElement? before, SortedSet<string> hidden, SiteClock? clock)
    {
        writer.WriteStartArray();
        foreach (var item in row.Tables.GetValueOrDefault(field.Name) ?? [])
        {
            var former = Former(before, field.Name, SourceRow.TextOf(item, "name"));
            writer.WriteStartObject();
            foreach (var name in (ReadOnlySpan<string>)["name", "idx"])
            {
                writer.WritePropertyName(name);
                if (item.TryGetProperty(name, out var value))
                {
                    Value(writer, value, null);
                }
                else
                {
                    writer.WriteNullValue();
                }
            }

            foreach (var column in field.RowType!.Columns)
            {
                writer.WritePropertyName(column.Key);
                Field(writer, column, item, former, hidden, $"{field.Name}.{column.Name}", clock);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Field(Utf8JsonWriter writer, Field field, JsonElement row, JsonElement? before, SortedSet<string> hidden, string path, SiteClock? clock)
    {
        if (row.TryGetProperty(field.Name, out var value))
        {
            Value(writer, value, field.Type == FieldType.Datetime ? clock : null);
        }
        else
        {
            hidden.Add(path);
            if (before is { ValueKind: JsonValueKind.Object } former && former.TryGetProperty(field.Name, out var kept))
            {
                Value(writer, kept, null);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private static JsonElement? Former(JsonElement? before, string table, string? name)
    {
        if (name is not null && before is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(table, out var rows) && rows.ValueKind == JsonValueKind.Array)
        {
            foreach (var row in rows.EnumerateArray())
            {
                if (SourceRow.TextOf(row, "name") == name)
                {
                    return row;
                }
            }
        }

        return null;
    }

    /// <summary>Texts in one spelling, whatever escapes the site chose: the next version of it may choose others. Numbers as they are, so that 1.0 stays 1.0.</summary>
    private static void Value(Utf8JsonWriter writer, JsonElement value, SiteClock? clock)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(clock is null ? value.GetString() : clock.ToUtc(value.GetString()!));
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                // No column of a table is one; what an app makes of it is kept as text.
                writer.WriteStringValue(value.GetRawText());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
