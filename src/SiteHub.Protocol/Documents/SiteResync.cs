using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>site.resync</c>: the hub asks to be told publications from the start.</summary>
/// <param name="DocType">whose publication; null for all of them</param>
/// <param name="Reason">why, for people</param>
public sealed record SiteResync(string? DocType, string Reason)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static SiteResync Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("reason"u8, Reason);
        writer.WriteEndObject();
    }

    private static SiteResync Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? docType = null;
        string? reason = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.TextOrNull();
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

        return new SiteResync(docType, reader.Require(reason, entered, "reason"));
    }
}
