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

    /// <summary>How its documents are printed: <see cref="DocumentPrints.Pdf"/>, <see cref="DocumentPrints.Page"/>, or null: not at all.</summary>
    public string? Print { get; init; }

    /// <summary>Whether a document's files may be asked for.</summary>
    public bool Files { get; init; }

    /// <summary>Whether its documents name people of the customers', see <see cref="DocumentChange.People"/>.</summary>
    public bool People { get; init; }

    /// <summary>False: they are for that alone, belong to no customer, and no member sees one.</summary>
    public bool Shown { get; init; } = true;

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
        string? print = null;
        var files = false;
        var people = false;
        var shown = true;
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
            else if (reader.Name.SequenceEqual("print"u8))
            {
                // A way of printing that a later version of the site has is none that this hub could pass on.
                print = reader.TextOrNull() is DocumentPrints.Pdf or DocumentPrints.Page ? reader.TextOrNull() : null;
            }
            else if (reader.Name.SequenceEqual("files"u8))
            {
                files = reader.Flag();
            }
            else if (reader.Name.SequenceEqual("people"u8))
            {
                people = reader.Flag();
            }
            else if (reader.Name.SequenceEqual("shown"u8))
            {
                shown = reader.Flag();
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
            Print = print,
            Files = files,
            People = people,
            Shown = shown,
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

        if (Print is not null)
        {
            writer.WriteString("print"u8, Print);
        }

        if (Files)
        {
            writer.WriteBoolean("files"u8, true);
        }

        if (People)
        {
            writer.WriteBoolean("people"u8, true);
        }

        if (!Shown)
        {
            writer.WriteBoolean("shown"u8, false);
        }

        Conversation?.Write(writer);
        writer.WriteEndObject();
    }
}
