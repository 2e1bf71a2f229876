using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>snapshot.end</c>: the publication was told whole; what was neither told nor changed since the begin is no longer published.</summary>
/// <param name="Snapshot">as in its <see cref="SnapshotBegin"/></param>
/// <param name="DocType">whose publication</param>
public sealed record SnapshotEnd(string Snapshot, string DocType)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static SnapshotEnd Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("snapshot"u8, Snapshot);
        writer.WriteString("docType"u8, DocType);
        writer.WriteEndObject();
    }

    private static SnapshotEnd Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? snapshot = null;
        string? docType = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("snapshot"u8))
            {
                snapshot = reader.Id();
            }
            else if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return new SnapshotEnd(reader.Require(snapshot, entered, "snapshot"), reader.Require(docType, entered, "docType"));
    }
}
