using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>A field of a publication.</summary>
/// <param name="Key">under which it stands in <c>doc</c></param>
/// <param name="Type">the site's own type, as <c>Data</c>, <c>Currency</c> or <c>Table</c>; null where the site does not know it</param>
/// <param name="Label">for people; null where the key must do</param>
/// <param name="Columns">of a child table; null for a field that is none. A column has no columns of its own.</param>
public sealed record CatalogueField(string Key, string? Type, string? Label, IReadOnlyList<CatalogueField>? Columns = null)
{
    internal static CatalogueField Read(ref StrictReader reader) => Read(ref reader, mayBeTable: true);

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, Key);
        writer.WriteString("type"u8, Type);
        writer.WriteString("label"u8, Label);
        if (Columns is not null)
        {
            writer.WriteStartArray("columns"u8);
            foreach (var column in Columns)
            {
                column.Write(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static CatalogueField Read(ref StrictReader reader, bool mayBeTable)
    {
        var entered = reader.EnterObject();
        string? key = null;
        string? type = null;
        string? label = null;
        List<CatalogueField>? columns = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("key"u8))
            {
                key = reader.Text();
            }
            else if (reader.Name.SequenceEqual("type"u8))
            {
                type = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("label"u8))
            {
                label = reader.TextOrNull();
            }
            else if (mayBeTable && reader.Name.SequenceEqual("columns"u8))
            {
                columns = reader.IsNull ? null : reader.List(static (ref column) => Read(ref column, mayBeTable: false));
            }
            else
            {
                reader.Skip();
            }
        }

        return new CatalogueField(reader.Require(key, entered, "key"), type, label, columns);
    }
}
