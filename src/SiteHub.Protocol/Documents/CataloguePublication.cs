using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>What a site shows of a DocType's documents.</summary>
/// <param name="DocType">whose documents</param>
/// <param name="Version">from 0, rises when the publication changes what it shows; documents carry it as <c>publicationVersion</c></param>
/// <param name="Fields">in the order in which the site shows them</param>
public sealed record CataloguePublication(string DocType, long Version, IReadOnlyList<CatalogueField> Fields)
{
    internal static CataloguePublication Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? docType = null;
        long? version = null;
        List<CatalogueField>? fields = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("version"u8))
            {
                version = reader.Integer(0);
            }
            else if (reader.Name.SequenceEqual("fields"u8))
            {
                fields = reader.List(CatalogueField.Read);
            }
            else
            {
                reader.Skip();
            }
        }

        return new CataloguePublication(
            reader.Require(docType, entered, "docType"), reader.Require(version, entered, "version"), reader.Require(fields, entered, "fields"));
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("docType"u8, DocType);
        writer.WriteNumber("version"u8, Version);
        writer.WriteStartArray("fields"u8);
        foreach (var field in Fields)
        {
            field.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
