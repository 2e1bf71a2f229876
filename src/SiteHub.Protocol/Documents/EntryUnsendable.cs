using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>entry.unsendable</c>: goes in the place of an entry that the peer would not take, so that it does not block the rest.</summary>
/// <param name="Type">the entry's own type</param>
/// <param name="DocType">the document that it is about, where it is about one and that could still be told</param>
/// <param name="Name">the document's name</param>
/// <param name="Revision">the document's revision</param>
/// <param name="Reason">why the peer would not take it, for people</param>
public sealed record EntryUnsendable(string Type, string? DocType, string? Name, long? Revision, string Reason)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static EntryUnsendable Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("type"u8, Type);
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("name"u8, Name);
        if (Revision is { } revision)
        {
            writer.WriteNumber("revision"u8, revision);
        }
        else
        {
            writer.WriteNull("revision"u8);
        }

        writer.WriteString("reason"u8, Reason);
        writer.WriteEndObject();
    }

    private static EntryUnsendable Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? type = null;
        string? docType = null;
        string? name = null;
        long? revision = null;
        string? reason = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("type"u8))
            {
                type = reader.Text();
            }
            else if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("revision"u8))
            {
                revision = reader.IsNull ? null : reader.Integer(0);
            }
            else if (reader.Name.SequenceEqual("reason"u8))
            {
                reason = reader.TextOrEmpty();
            }
            else
            {
                reader.Skip();
            }
        }

        return new EntryUnsendable(reader.Require(type, entered, "type"), docType, name, revision, reader.Require(reason, entered, "reason"));
    }
}
