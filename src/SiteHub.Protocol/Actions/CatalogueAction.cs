using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Actions;

/// <summary>
/// Something that a member may do at a site. On which documents it is open, each document says (<see cref="Documents.DocumentChange.Actions"/>): a condition is the
/// site's own, and none goes over the wire.
/// </summary>
/// <param name="DocType">of the document that it is done with; of the one that comes of it, where it is not done with one</param>
/// <param name="Name">unique within the DocType, see <see cref="ActionNames"/></param>
/// <param name="Label">for people</param>
/// <param name="OnDocument">false: it begins without a document, as a new request does</param>
/// <param name="Role">the least that a member must be: one of <see cref="MemberRoles"/></param>
/// <param name="Input">what the member gives with it, in the order of the form</param>
public sealed record CatalogueAction(string DocType, string Name, string Label, bool OnDocument, string Role, IReadOnlyList<ActionField> Input)
{
    /// <summary>The files that may be given with it; null: none.</summary>
    public ActionFiles? Files { get; init; }

    internal static CatalogueAction Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? docType = null;
        string? name = null;
        string? label = null;
        var onDocument = true;
        string? role = null;
        List<ActionField> input = [];
        ActionFiles? files = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = ActionNames.Read(ref reader);
            }
            else if (reader.Name.SequenceEqual("label"u8))
            {
                label = reader.Text();
            }
            else if (reader.Name.SequenceEqual("onDocument"u8))
            {
                onDocument = reader.Flag();
            }
            else if (reader.Name.SequenceEqual("role"u8))
            {
                role = reader.Text();
            }
            else if (reader.Name.SequenceEqual("input"u8))
            {
                input = reader.List(ActionField.Read);
            }
            else if (reader.Name.SequenceEqual("files"u8))
            {
                files = ActionFiles.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new CatalogueAction(
            reader.Require(docType, entered, "docType"),
            reader.Require(name, entered, "name"),
            reader.Require(label, entered, "label"),
            onDocument,
            reader.Require(role, entered, "role"),
            input)
        {
            Files = files,
        };
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("name"u8, Name);
        writer.WriteString("label"u8, Label);
        writer.WriteBoolean("onDocument"u8, OnDocument);
        writer.WriteString("role"u8, Role);
        writer.WriteStartArray("input"u8);
        foreach (var field in Input)
        {
            field.Write(writer);
        }

        writer.WriteEndArray();
        Files?.Write(writer);
        writer.WriteEndObject();
    }
}
