using System.Text.Json;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>What a site shows of a DocType's documents.</summary>
/// <param name="DocType">whose documents</param>
/// <param name="Version">from 0, rises when the publication changes what it shows; documents carry it as <c>publicationVersion</c></param>
/// <param name="Fields">in the order in which the site shows them</param>
public sealed record CataloguePublication(string DocType, long Version, IReadOnlyList<CatalogueField> Fields)
{
    /// <summary>What its documents are to a customer, one of <see cref="DocumentKinds.All"/>; <see cref="DocumentKinds.Other"/> where the site is older than kinds.</summary>
    public string Kind { get; init; } = DocumentKinds.Other;

    /// <summary>Which of the statuses on their cards are what.</summary>
    public StatusClasses Statuses { get; init; } = StatusClasses.None;

    /// <summary>The key under which <c>doc</c> has what its cards call <see cref="DocumentCard.Outstanding"/>; null: its cards have none, or that field is not among <see cref="Fields"/>.</summary>
    public string? Outstanding { get; init; }

    /// <summary>Null: there is no conversation on these documents.</summary>
    public ConversationRule? Conversation { get; init; }

    internal static CataloguePublication Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? docType = null;
        long? version = null;
        List<CatalogueField>? fields = null;
        var kind = DocumentKinds.Other;
        var statuses = StatusClasses.None;
        string? outstanding = null;
        ConversationRule? conversation = null;
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
            else if (reader.Name.SequenceEqual("kind"u8))
            {
                kind = DocumentKinds.Read(ref reader);
            }
            else if (reader.Name.SequenceEqual("statuses"u8))
            {
                statuses = StatusClasses.Read(ref reader);
            }
            else if (reader.Name.SequenceEqual("outstanding"u8))
            {
                outstanding = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("conversation"u8))
            {
                conversation = reader.IsNull ? null : ConversationRule.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new CataloguePublication(
            reader.Require(docType, entered, "docType"), reader.Require(version, entered, "version"), reader.Require(fields, entered, "fields"))
        {
            Kind = kind,
            Statuses = statuses,
            Outstanding = outstanding,
            Conversation = conversation,
        };
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
        if (Kind != DocumentKinds.Other)
        {
            writer.WriteString("kind"u8, Kind);
        }

        if (Statuses.Count > 0)
        {
            Statuses.Write(writer);
        }

        if (Outstanding is not null)
        {
            writer.WriteString("outstanding"u8, Outstanding);
        }

        Conversation?.Write(writer);
        writer.WriteEndObject();
    }
}
