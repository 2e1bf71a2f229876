using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>document.routed</c>: a document that the site is to save as its own.</summary>
/// <param name="DocType">what it is at that site</param>
/// <param name="Match">the field by whose value an existing document is found and changed; null: it becomes a new one</param>
/// <param name="User">as whom it is saved; null: the site decides</param>
/// <param name="Doc">its fields, a JSON object, byte for byte as it was sent</param>
public sealed record RoutedDocument(string DocType, string? Match, string? User, ReadOnlyMemory<byte> Doc)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static RoutedDocument Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("match"u8, Match);
        writer.WriteString("user"u8, User);
        writer.WriteRaw("doc"u8, Doc);
        writer.WriteEndObject();
    }

    private static RoutedDocument Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? docType = null;
        string? match = null;
        string? user = null;
        ReadOnlyMemory<byte>? doc = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("match"u8))
            {
                match = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("user"u8))
            {
                user = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("doc"u8))
            {
                doc = reader.RawObject();
            }
            else
            {
                reader.Skip();
            }
        }

        return new RoutedDocument(reader.Require(docType, entered, "docType"), match, user, reader.Require(doc, entered, "doc"));
    }
}
