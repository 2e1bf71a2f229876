using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>A DocType of a site, as far as the hub may know: its fields are told by its publication, for the others are the site's own business.</summary>
/// <param name="Name">as the site calls it</param>
/// <param name="IsSubmittable">its documents are submitted and cancelled; else they stay drafts (docStatus 0)</param>
public sealed record CatalogueDocType(string Name, bool IsSubmittable)
{
    internal static CatalogueDocType Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? name = null;
        bool? submittable = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text();
            }
            else if (reader.Name.SequenceEqual("submittable"u8))
            {
                submittable = reader.Flag();
            }
            else
            {
                reader.Skip();
            }
        }

        return new CatalogueDocType(reader.Require(name, entered, "name"), reader.Require(submittable, entered, "submittable"));
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteBoolean("submittable"u8, IsSubmittable);
        writer.WriteEndObject();
    }
}
